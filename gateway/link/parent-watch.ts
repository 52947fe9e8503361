/** Often enough that no orphan is left after five seconds, rare enough to cost nothing. Milliseconds. */
const intervalMs = 2000;

/**
 * Calls back once the process is gone. A net below the channel's own event, which a killed host may not send.
 *
 * @param alive says whether a process with this id runs.
 * @returns the way to stop.
 */
export function watchParent(
  pid: number,
  gone: () => void,
  alive: (pid: number) => boolean = isAlive,
): () => void {
  const timer = setInterval(() => {
    if (alive(pid)) return;
    clearInterval(timer);
    gone();
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
