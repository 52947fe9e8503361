/** Between two looks at the clocks (milliseconds): rare enough to cost nothing, soon enough after a sleep. */
const everyMs = 15_000;
/** A gap that no busy moment explains (milliseconds). */
const gapMs = 5_000;

/**
 * Tells when the machine slept or its clock was set, also where no desktop says so: the timer comes late (where the
 * steady clock counts sleep), or the wall clock went another way than the steady one (where it does not). Keeps no
 * process alive.
 * @returns the way to stop.
 */
export function watchWake(
  woke: () => void,
  { wall = Date.now, steady = () => performance.now(), intervalMs = everyMs } = {},
): () => void {
  let last = { wall: wall(), steady: steady() };
  const timer = setInterval(() => {
    const now = { wall: wall(), steady: steady() };
    const passed = now.steady - last.steady;
    const apart = now.wall - last.wall - passed;
    last = now;
    if (Math.abs(apart) > gapMs || passed - intervalMs > gapMs) woke();
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
