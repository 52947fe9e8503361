/** How a device flow waits (RFC 8628, 3.5). Pure: the clock and the requests are around it. */
export interface DevicePoll {
  /** Milliseconds between two requests. */
  intervalMs: number;
  /** Epoch milliseconds after which the code is worth nothing. */
  expiresAt: number;
}

export type DeviceAnswer =
  | { kind: 'pending' }
  | { kind: 'slow_down' }
  /** No answer came: the connection broke or timed out. */
  | { kind: 'unreachable' }
  | { kind: 'granted' }
  | { kind: 'expired' }
  | { kind: 'denied' };

export type DeviceStep =
  | { next: 'poll'; at: number; poll: DevicePoll }
  | { next: 'done' }
  | { next: 'failed'; reason: 'code_expired' | 'denied' };

/** The server's word when it says nothing (RFC 8628, 3.2). */
const defaultIntervalMs = 5_000;
/** Added by `slow_down`, for this and all later requests (RFC 8628, 3.5). */
const slowDownMs = 5_000;
/** Doubling after a lost connection ends here. */
const longestIntervalMs = 60_000;

/** @param given seconds, as the server says them. */
export function beginPoll(
  given: { interval?: number | undefined; expiresIn: number },
  now: number,
): DevicePoll {
  const interval =
    given.interval !== undefined && given.interval > 0 ? given.interval * 1000 : defaultIntervalMs;
  return { intervalMs: interval, expiresAt: now + Math.max(given.expiresIn, 1) * 1000 };
}

/** What to do after an answer. */
export function afterAnswer(poll: DevicePoll, answer: DeviceAnswer, now: number): DeviceStep {
  if (answer.kind === 'granted') return { next: 'done' };
  if (answer.kind === 'denied') return { next: 'failed', reason: 'denied' };
  if (answer.kind === 'expired') return { next: 'failed', reason: 'code_expired' };
  const intervalMs =
    answer.kind === 'slow_down'
      ? poll.intervalMs + slowDownMs
      : answer.kind === 'unreachable'
        ? Math.min(poll.intervalMs * 2, longestIntervalMs)
        : poll.intervalMs;
  const at = now + intervalMs;
  if (at >= poll.expiresAt) return { next: 'failed', reason: 'code_expired' };
  return { next: 'poll', at, poll: { ...poll, intervalMs } };
}
