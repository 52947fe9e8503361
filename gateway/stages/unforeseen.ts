import type { Exchange } from '#gateway/exchange.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** Ends a request for which a stage failed in a way that nobody thought of. */
export type FailRequest = (exchange: Exchange, error: unknown) => void;

/**
 * What a stage throws ends one request and never the gateway: whoever may ask could otherwise end everybody's.
 *
 * @param tell takes a line for the gateway's log. It names the place alone, since messages may quote what was sent.
 */
export function failRequests(tell: (message: string) => void): FailRequest {
  return (exchange, error) => {
    const problem = unforeseen(error);
    if (problem.status >= 500) tell(`a request failed unforeseen: ${placeOf(error)} (${exchange.id})`);
    exchange.servedBy = undefined;
    const { res } = exchange;
    if (res.headersSent) {
      exchange.conclude('upstream_error', problem.code);
      // What is half there cannot be completed; the client must not take it for whole.
      if (!res.writableEnded) res.destroy();
    } else exchange.refuse(problem, problem.status < 500 ? 'client_error' : 'refused');
  };
}

/** Reading and writing JSON of any depth takes a stack of any depth. */
const unforeseen = (error: unknown): Problem =>
  error instanceof RangeError && /call stack/i.test(error.message)
    ? {
        status: 400,
        code: 'bad_json',
        message: 'The request is nested too deeply.',
        hint: 'Send tools and messages of a few hundred levels at most.',
      }
    : {
        status: 500,
        code: 'internal',
        message: 'The gateway failed at this request.',
        hint: 'Its log says where; please report it.',
      };

function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 3).map((line) => line.trim())].join(' ');
}
