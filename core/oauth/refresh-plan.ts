/** When a credential is refreshed, and what is done after a failure. Pure; the clock is around it. */

/** Refreshed this long before the end unless the config says otherwise (milliseconds). */
export const defaultSkewMs = 5 * 60_000;
/** Up to this part of the skew is added by chance, so that several machines do not ask at once. */
const jitterPart = 0.2;
/** A token that lives shorter than the skew is refreshed at this part of its life. */
const shortLifePart = 0.75;
const firstRetryMs = 5_000;
const longestRetryMs = 15 * 60_000;

/**
 * When to refresh, epoch milliseconds.
 * @param given `expires` and `issuedAt` in epoch milliseconds; `random` in [0, 1).
 */
export function refreshAt(given: {
  expires: number;
  /** When the token was received; for tokens that live shorter than the skew. */
  issuedAt?: number | undefined;
  skewMs: number;
  random: number;
}): number {
  const { expires, issuedAt, skewMs, random } = given;
  const life = issuedAt === undefined ? Number.POSITIVE_INFINITY : expires - issuedAt;
  if (life > 0 && life < skewMs * 2) return expires - life * (1 - shortLifePart);
  return expires - skewMs * (1 + jitterPart * random);
}

/** Milliseconds until the next try after the `failures`-th failure in a row; doubles with jitter, with a cap. */
export function retryDelayMs(failures: number, random: number): number {
  const base = Math.min(firstRetryMs * 2 ** Math.max(failures - 1, 0), longestRetryMs);
  return base * (0.75 + random / 2);
}

/**
 * When a token ends by our clock, epoch milliseconds. `expires_in` counts from the answer, so a wrong clock does no
 * harm; `skewMs` (server minus us, from its Date header) only matters for times that a server says absolutely.
 * @param expiresIn seconds.
 */
export const expiryFrom = (expiresIn: number | undefined, receivedAt: number): number | undefined =>
  expiresIn === undefined || !Number.isFinite(expiresIn) || expiresIn <= 0
    ? undefined
    : Math.round(receivedAt + expiresIn * 1000);

/**
 * How far the server's clock is ahead of ours (milliseconds); 0 for no header, and for differences within which a
 * header of whole seconds says nothing.
 */
export function clockSkewMs(dateHeader: string | null, now: number): number {
  const at = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(at)) return 0;
  const skew = at - now;
  return Math.abs(skew) < 2_000 ? 0 : skew;
}
