import { calls, type Handler, type Handlers, isCallName } from '#core/contract/calls.ts';
import { type CallError, GatehouseError, type Result } from '#core/contract/error.ts';
import { say, told } from '#core/say/say.ts';
import type { Dispatch } from '#main/host-api.ts';
import type { Log } from '#main/log.ts';

const refuse = (error: CallError): Result<never> => ({ ok: false, error });

/**
 * The one place that every call of every face goes through: sender, decode, act, encode, error to code. What is not
 * in a call's output schema does not leave, and neither does the message of an unforeseen error.
 */
export function createDispatch(handlers: Handlers, log: Log): Dispatch {
  return async ({ name, input, face, sender, signal = new AbortController().signal }) => {
    if (sender !== true) return refuse(sender);
    if (!isCallName(name))
      return refuse({ code: 'unknown_call', ...told({ message: say('There is no such call.') }) });
    const call = calls[name];
    const decoded = call.input.safeParse(input ?? {});
    if (!decoded.success) {
      // Paths and rules only: a value that does not fit may be a misplaced secret.
      const where = decoded.error.issues.map((issue) => issue.path.join('.')).filter(Boolean);
      return refuse({
        code: 'bad_input',
        ...told({ message: say('The input of {{name}} does not have the agreed form.', { name }) }),
        ...(where.length > 0 ? { where: where.join(', ') } : {}),
      });
    }
    const began = performance.now();
    try {
      const handler = handlers[name] as Handler<typeof name>;
      const output = await handler(decoded.data as never, { face, signal });
      return { ok: true, value: call.output.parse(output) };
    } catch (error) {
      const ms = Math.round(performance.now() - began);
      if (error instanceof GatehouseError) {
        log.info('call.failed', { name, face, code: error.code, ms });
        return refuse(error.toCallError());
      }
      if (signal.aborted)
        return refuse({ code: 'cancelled', ...told({ message: say('The call was cancelled.') }) });
      log.error('call.internal', { name, face, ms }, error);
      return refuse({
        code: 'internal',
        ...told({
          message: say('Something went wrong that should not have.'),
          hint: say('The host log says more.'),
        }),
      });
    }
  };
}
