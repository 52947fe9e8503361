import { createHash } from 'node:crypto';

/**
 * The vault item into which the tokens go that replace those of `item`. It follows from the old name alone: when a
 * process dies after it wrote the new tokens and before a profile named them, the next one finds them there instead
 * of using a refresh token that is spent. Items are never written twice, so no process reads an old value from memory.
 * The time of the sign-in stays in the name (see `vaultItemTime`).
 */
export function successorItem(item: string): string {
  const time = /^p-([0-9a-z]{6,11})-[0-9a-f]{16}$/.exec(item)?.[1] ?? '000000';
  const next = createHash('sha256').update(`next ${item}`).digest('hex').slice(0, 16);
  return `p-${time}-${next}`;
}
