import type { IncomingMessage } from 'node:http';
import type { Problem } from '#gateway/wire/problem.ts';

/** 64 MiB: several large images as base64 fit. */
export const defaultBodyLimit = 64 * 1024 * 1024;

/**
 * Reads a request's body whole, since its model decides where it goes and another attempt sends it again. Calls back
 * once, or never when the client hangs up first.
 */
export function readBody(req: IncomingMessage, limit: number, done: (body: Buffer | Problem) => void): void {
  const declared = req.headers['content-length'];
  if (declared !== undefined && Number(declared) > limit) {
    done(tooLarge(limit));
    return;
  }
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let size = 0;
  const onData = (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) {
      req.off('data', onData).off('end', onEnd);
      done(tooLarge(limit));
    } else if (first === undefined) first = chunk;
    else if (more === undefined) more = [first, chunk];
    else more.push(chunk);
  };
  const onEnd = () => done(more === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(more, size));
  req.on('data', onData).on('end', onEnd);
}

const tooLarge = (limit: number): Problem => ({
  status: 413,
  code: 'body_too_large',
  message: `The request body is larger than ${Math.floor(limit / (1024 * 1024))} MiB.`,
  hint: 'Send fewer or smaller images.',
});
