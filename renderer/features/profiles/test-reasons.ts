/** Reasons of `profiles.test` that have words of their own; for another one the outcome's words are used. */
export const testReasons = [
  'claude_code_only',
  'invalid_key',
  'expired',
  'no_credit',
  'not_allowed',
  'rate_limited',
  'provider_problem',
  'wrong_address',
  'unexpected',
  'timed_out',
  'unreachable',
] as const;
