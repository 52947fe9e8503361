import { randomBytes } from 'node:crypto';

/** What flows and refreshes need of the world, so that a test can turn each of them by hand. */
export interface OAuthIo {
  fetch: typeof fetch;
  /** Epoch milliseconds. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** 256 random bits in base64url: state and PKCE verifier. */
  secret(): string;
  /** Resolves after so many milliseconds, or at once when the signal is aborted; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Node's timers take no more (milliseconds). */
const longestTimerMs = 2 ** 31 - 1;

export const systemIo: OAuthIo = {
  // Looked up at the call: Node loads its fetch at the first use, which a process without a sign-in never has.
  fetch: (input, init) => globalThis.fetch(input, init),
  now: Date.now,
  random: Math.random,
  secret: () => randomBytes(32).toString('base64url'),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(Math.max(ms, 0), longestTimerMs));
      signal.addEventListener('abort', end, { once: true });
    }),
};
