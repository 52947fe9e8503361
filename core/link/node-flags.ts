/**
 * Flags of Node with which the gateway's process is started; `npm run bench` says what they do.
 *
 * - A young generation of 16 MiB (per half), always: what it holds is resident, and by itself the engine makes it larger
 *   the more memory a machine has (peaks of 240 MiB). With less, more requests wait for a collection, which shows in the
 *   slowest hundredth of them; and where it may shrink, it does so whenever little is asked, and has to grow again.
 * - Its collections on the one thread that waits for them anyway: helpers take more time to wake than the little that
 *   survives takes to copy.
 * - The old generation may grow by 30 % before it is collected. By itself the engine lets it grow to four times the
 *   12 MiB that the gateway needs, by nothing but requests that were under way at the wrong moment.
 */
export const gatewayNodeFlags: readonly string[] = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--no-parallel-scavenge',
  '--heap-growing-percent=30',
];
