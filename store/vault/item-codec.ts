import { createHash } from 'node:crypto';
import * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';

/**
 * How a secret lies in keychain items. Windows takes 2,560 bytes per item, so a longer secret is split: its pieces
 * lie in items `name#generation.index`, and the item `name` itself holds a manifest with their number and checksum.
 * Replacing writes the new pieces first and the manifest last, so the old value stays readable until the new one is
 * whole.
 */

/** Bytes of UTF-8 per item, with room below the 2,560 of Windows. */
export const largestItemBytes = 2_000;
/** A secret beyond this is no credential (bytes of UTF-8). */
export const largestSecretBytes = 256 * 1024;

const manifestMark = 'gatehouse-chunks:1:';

const manifestSchema = z.object({
  generation: z.string().regex(/^[a-z0-9-]{1,40}$/),
  count: z.number().int().min(1).max(1000),
  bytes: z.number().int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Manifest = z.infer<typeof manifestSchema>;

export interface EncodedItem {
  /** What goes into the item itself. */
  head: string;
  /** What has to be there before the head is written. */
  pieces: { account: string; value: string }[];
}

export const pieceAccount = (item: string, generation: string, index: number): string =>
  `${item}#${generation}.${index}`;

/** The item and generation of a piece, or undefined when the account is no piece. */
export function parsePieceAccount(account: string): { item: string; generation: string } | undefined {
  const match = /^([a-z0-9][a-z0-9-]*)#([a-z0-9-]+)\.\d+$/.exec(account);
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { item: match[1], generation: match[2] };
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Cuts between characters, so that every piece is valid text by itself. */
function split(secret: string): string[] {
  const pieces: string[] = [];
  let piece: string[] = [];
  let bytes = 0;
  for (const character of secret) {
    const size = byteLength(character);
    if (bytes + size > largestItemBytes) {
      pieces.push(piece.join(''));
      piece = [];
      bytes = 0;
    }
    piece.push(character);
    bytes += size;
  }
  pieces.push(piece.join(''));
  return pieces;
}

/**
 * @param generation names this writing of the item; no two writings share one.
 * @throws GatehouseError `bad_input` for what no keychain can hold: nothing, a NUL, broken UTF-16, over 256 KiB.
 */
export function encodeItem(item: string, secret: string, generation: string): EncodedItem {
  const bytes = byteLength(secret);
  if (secret === '' || secret.includes('\0') || !secret.isWellFormed() || bytes > largestSecretBytes) {
    throw new GatehouseError('bad_input', say('This secret cannot be kept in a keychain.'), {
      hint: say('It is empty, larger than 256 KiB, or holds characters that are no text.'),
    });
  }
  if (bytes <= largestItemBytes && !secret.startsWith(manifestMark)) return { head: secret, pieces: [] };
  const pieces = split(secret);
  const manifest: Manifest = { generation, count: pieces.length, bytes, sha256: sha256(secret) };
  return {
    head: manifestMark + JSON.stringify(manifest),
    pieces: pieces.map((value, index) => ({ account: pieceAccount(item, generation, index), value })),
  };
}

export function damagedItem(cause?: unknown): GatehouseError {
  return new GatehouseError('vault_item_damaged', say('A secret in the keychain is damaged.'), {
    hint: say('Paste it again: replacing the credential writes it anew.'),
    cause,
  });
}

/** The manifest of a split secret, or undefined when the head is the secret itself. */
export function parseHead(head: string): Manifest | undefined {
  if (!head.startsWith(manifestMark)) return undefined;
  try {
    return manifestSchema.parse(JSON.parse(head.slice(manifestMark.length)));
  } catch {
    // The cause would quote the item.
    throw damagedItem();
  }
}

/** @throws GatehouseError `vault_item_damaged` when a piece is missing or the whole is not what was written. */
export function joinPieces(manifest: Manifest, pieces: readonly (string | null | undefined)[]): string {
  const secret = pieces.join('');
  const whole = pieces.length === manifest.count && pieces.every((piece) => typeof piece === 'string');
  if (!whole || byteLength(secret) !== manifest.bytes || sha256(secret) !== manifest.sha256)
    throw damagedItem();
  return secret;
}
