/** How many characters of a secret may be shown. */
const shownCharacters = 4;
/** A secret shorter than this is not shown at all: four of its characters would be too large a part of it. */
const shortestMaskable = 12;

/** The part of a secret that is stored for display: its last four characters, or nothing when it is short. */
export function secretTail(secret: string): string {
  return secret.length < shortestMaskable ? '' : secret.slice(-shownCharacters);
}

/** `…a1b2`; `…` alone when nothing of the secret may be shown. */
export const maskTail = (tail: string): string => `…${tail.slice(-shownCharacters)}`;
