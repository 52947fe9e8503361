/**
 * Milliseconds to wait before try number `attempt` (from 1): doubling from half a second to ten, so that a restarted
 * host is found quickly and a stopped one is not hammered; a fifth of it is random, so that windows do not line up.
 */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(10_000, 500 * 2 ** Math.max(0, attempt - 1));
  return Math.round(full * (0.8 + 0.2 * random()));
}
