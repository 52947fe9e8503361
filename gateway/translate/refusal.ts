import type { Problem } from '#gateway/wire/problem.ts';

/** A request that cannot be translated; caught where translation begins, and told to the client in its dialect. */
export class UntranslatableError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'UntranslatableError';
    this.problem = problem;
  }
}

/** The request is none of its own dialect. */
export function malformed(field: string, wanted: string): never {
  throw new UntranslatableError({
    status: 400,
    code: 'bad_request_field',
    message: `"${field}" of the request is not ${wanted}.`,
    hint: 'Check the request against the API that it was sent to.',
  });
}

/** The request is well, and the upstream has no way to say it. */
export function inexpressible(what: string, api: string, hint?: string): never {
  throw new UntranslatableError({
    status: 400,
    code: 'cannot_translate',
    message: `${what} cannot be sent to a model behind ${api}.`,
    hint: hint ?? 'Leave it out, or choose a model of a provider that speaks the same API as the client.',
  });
}
