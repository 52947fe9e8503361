/**
 * Flags of Node with which the gateway's process is started; `npm run bench` says what they do.
 *
 * - A young generation of at most 6 MiB (per half) instead of 16: what it holds is resident, and a collection that has less
 *   to copy makes fewer requests wait for long. With 2 MiB collections are so many that requests/s fall, with 4 streams do.
 * - Its collections on the one thread that waits for them anyway: helpers take more time to wake than the little that
 *   survives takes to copy.
 * - The old generation may grow by 30 % before it is collected. By itself the engine lets it grow to four times the
 *   12 MiB that the gateway needs, by nothing but requests that were under way at the wrong moment.
 */
export const gatewayNodeFlags: readonly string[] = [
  '--max-semi-space-size=6',
  '--no-parallel-scavenge',
  '--heap-growing-percent=30',
];
