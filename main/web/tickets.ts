import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Two minutes: long enough to click, too short to be found in a history (milliseconds). */
export const codeLifeMs = 120_000;
const sessionLifeMs = 30 * 24 * 60 * 60 * 1_000;
const maxCodes = 20;
const maxSessions = 50;
/** Wrong codes and tokens within the window, and nobody may try for the rest of it. */
const maxFailures = 10;
const failureWindowMs = 60_000;

const fresh = () => randomBytes(32).toString('base64url');
const digest = (text: string) => createHash('sha256').update(text).digest();

/** Takes the same time wherever the two differ, and whatever their lengths. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Who may come in: one-time codes, the sessions they open, and the command line's token. In memory alone. */
export interface Tickets {
  /** A new one-time code. */
  issueCode(): { code: string; expiresAt: number };
  /** Uses a code up. @returns a session id, or undefined when the code is wrong, used or too old. */
  redeem(code: string): string | undefined;
  isSession(id: string): boolean;
  isToken(token: string): boolean;
  /** Too many wrong codes or tokens just now. */
  isLockedOut(): boolean;
}

export function createTickets(token: string, now: () => number = Date.now): Tickets {
  const codes = new Map<string, number>();
  const sessions = new Map<string, number>();
  let failures: number[] = [];

  const keepNewest = (map: Map<string, number>, most: number) => {
    for (const [key, until] of map) {
      if (until <= now() || map.size > most) map.delete(key);
    }
  };
  const failed = () => {
    failures = [...failures.filter((at) => at > now() - failureWindowMs), now()];
  };

  return {
    issueCode() {
      const code = fresh();
      const expiresAt = now() + codeLifeMs;
      codes.set(code, expiresAt);
      keepNewest(codes, maxCodes);
      return { code, expiresAt };
    },
    redeem(code) {
      const found = [...codes.keys()].find((one) => sameSecret(one, code));
      const until = found === undefined ? undefined : codes.get(found);
      if (found !== undefined) codes.delete(found);
      if (until === undefined || until <= now()) {
        failed();
        return undefined;
      }
      const id = fresh();
      sessions.set(id, now() + sessionLifeMs);
      keepNewest(sessions, maxSessions);
      return id;
    },
    // 256 random bits: a lookup that is not of constant time tells nothing that helps to guess them.
    isSession: (id) => (sessions.get(id) ?? 0) > now(),
    isToken(given) {
      if (sameSecret(token, given)) return true;
      failed();
      return false;
    },
    isLockedOut: () => failures.filter((at) => at > now() - failureWindowMs).length >= maxFailures,
  };
}
