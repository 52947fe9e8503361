import type { Problem } from '#gateway/wire/problem.ts';

/** Why a stage ends a request, and as what that is recorded. */
export interface Refusal {
  problem: Problem;
  result: 'refused' | 'client_error';
}

/** The gateway will not, or cannot now. */
export const refused = (problem: Problem): Refusal => ({ problem, result: 'refused' });
/** The caller asked for something that cannot be. */
export const mistaken = (problem: Problem): Refusal => ({ problem, result: 'client_error' });

export const notFound: Problem = {
  status: 404,
  code: 'not_found',
  message: 'There is nothing at this address.',
  hint: 'The gateway answers /v1/chat/completions, /v1/responses, /v1/embeddings, /v1/messages, /v1/models, /health and /ready.',
};

export const wrongMethod = (method: string): Problem => ({
  status: 405,
  code: 'method_not_allowed',
  message: `This address takes ${method} only.`,
});

/** Starting and stopping take moments; official clients wait and try again by themselves. */
export const unavailable = (code: 'not_ready' | 'draining', now: number): Problem => ({
  status: 503,
  code,
  message: code === 'not_ready' ? 'The gateway is starting.' : 'The gateway is stopping.',
  hint: 'Try again in a moment.',
  retryAt: now + 1000,
});

export const unknownAgent: Problem = {
  status: 404,
  code: 'unknown_agent',
  message: 'There is no such agent.',
  hint: 'Run "gatehouse agents list".',
};

export const noHistory: Problem = {
  status: 400,
  code: 'session_missing',
  message: 'A conversation can be kept only under the name of a session.',
  hint: 'Send X-Gatehouse-Session together with X-Gatehouse-History: keep.',
};

export const wrongAgent = (bound: string): Problem => ({
  status: 403,
  code: 'agent_not_allowed',
  message: 'This access token belongs to another agent.',
  hint: `It may use the agent ${bound} only.`,
});
