import { createHmac, randomBytes } from 'node:crypto';

/**
 * By what a kept cooldown knows the secret that it was made for: `<salt>.<code>`, where the code is the beginning of an
 * HMAC-SHA-256 of the secret under that salt, which is another one each time. Four bytes tell two secrets apart, and
 * leave whoever reads the file and guesses a secret with as many that fit by chance.
 */
export function secretMark(secret: string, salt: string = randomBytes(8).toString('base64url')): string {
  const code = createHmac('sha256', salt).update(secret).digest().subarray(0, 4).toString('base64url');
  return `${salt}.${code}`;
}

/** Was the mark made of this secret? */
export const isMarkOf = (mark: string, secret: string): boolean =>
  secretMark(secret, mark.slice(0, mark.indexOf('.'))) === mark;
