/**
 * The pause before the start that follows the `crashes`-th crash in a row (from 1), in milliseconds: doubles each
 * time, spread by a quarter to both sides so that several machines do not come back in step, never above the cap.
 * `random` is in [0, 1).
 */
export function backoffDelay(
  crashes: number,
  { backoffMs, backoffCapMs }: { backoffMs: number; backoffCapMs: number },
  random: () => number,
): number {
  const plain = backoffMs * 2 ** Math.min(crashes - 1, 30);
  return Math.round(Math.min(backoffCapMs, plain * (0.75 + random() / 2)));
}
