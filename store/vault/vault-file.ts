import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import { vaultItemSchema } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';

/**
 * The format of the encrypted vault file. Each secret is a record of its own, sealed with AES-256-GCM; vault, item
 * name and the revision at which it was written are its associated data, so that a record cannot be moved to another
 * name, and an older one cannot be put back in its place. The list of names and revisions is sealed by a MAC, so that
 * a record that was taken out, or a header that was changed, is noticed. What cannot be noticed from the file alone
 * is an older copy of the whole file; the revision that is kept beside it tells that.
 */

const base64 = z.base64();
const sealedSchema = z.object({ iv: base64, data: base64, tag: base64 });
type Sealed = z.infer<typeof sealedSchema>;

/** The parameters of RFC 7914; bounded, so that a doctored file cannot ask for gigabytes. */
const passphraseSchema = z.object({
  by: z.literal('passphrase'),
  kdf: z.literal('scrypt'),
  N: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 20)
    .refine((n) => Number.isInteger(Math.log2(n))),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
  salt: base64,
});
const keyFileSchema = z.object({ by: z.literal('key_file'), path: z.string().min(1), salt: base64 });
const protectionSchema = z.discriminatedUnion('by', [passphraseSchema, keyFileSchema]);
export type Protection = z.infer<typeof protectionSchema>;

const recordSchema = sealedSchema.extend({ revision: z.number().int().positive() });

export const vaultFileSchema = z.object({
  version: z.literal(1),
  /** Random; what was sealed for one vault opens in no other. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Grows with every change. */
  revision: z.number().int().positive(),
  protect: protectionSchema,
  /** A known text, by which a wrong passphrase is told from a damaged file. */
  check: sealedSchema,
  records: z.record(vaultItemSchema, recordSchema),
  /** Over everything but the sealed contents, hexadecimal. */
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});
export type VaultFile = z.infer<typeof vaultFileSchema>;

/** Two keys that come from one: for the records and for the list of them. */
export interface VaultKeys {
  seal: Buffer;
  mac: Buffer;
}

const checkText = 'gatehouse vault';

/** OWASP's first choice for scrypt: 128 MiB and some tenths of a second per try. */
const scryptCost = { N: 2 ** 17, r: 8, p: 1 } as const;

export const newPassphraseProtection = (): Protection => ({
  by: 'passphrase',
  kdf: 'scrypt',
  ...scryptCost,
  salt: randomBytes(16).toString('base64'),
});

export const newKeyFileProtection = (path: string): Protection => ({
  by: 'key_file',
  path,
  salt: randomBytes(16).toString('base64'),
});

function expand(master: Buffer, salt: Buffer): VaultKeys {
  const key = (info: string) => Buffer.from(hkdfSync('sha256', master, salt, info, 32));
  return { seal: key('gatehouse vault records'), mac: key('gatehouse vault list') };
}

/** @param secret the passphrase (compared after Unicode normalisation), or the bytes of the key file. */
export async function deriveKeys(protect: Protection, secret: string | Buffer): Promise<VaultKeys> {
  const salt = Buffer.from(protect.salt, 'base64');
  if (protect.by === 'key_file') return expand(Buffer.from(secret as Buffer), salt);
  const { N, r, p } = protect;
  const passphrase = (secret as string).normalize('NFKC');
  const master = await new Promise<Buffer>((done, fail) => {
    scrypt(passphrase, salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? fail(error) : done(key),
    );
  });
  return expand(master, salt);
}

function seal(key: Buffer, text: string, about: string): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(about, 'utf8'));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    iv: iv.toString('base64'),
    data: data.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

/** The text, or undefined when it was sealed with another key, for another place, or was changed. */
function unseal(key: Buffer, sealed: Sealed, about: string): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64'), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(about, 'utf8'));
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    const data = Buffer.from(sealed.data, 'base64');
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const aboutCheck = (file: Pick<VaultFile, 'id'>): string => `${file.id}/check`;
const aboutRecord = (file: Pick<VaultFile, 'id'>, item: string, revision: number): string =>
  `${file.id}/record/${item}@${revision}`;

function macOf(file: Omit<VaultFile, 'mac'>, keys: VaultKeys): string {
  const { protect } = file;
  const list = Object.entries(file.records)
    .map(([item, { revision }]) => [item, revision])
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const settings = Object.entries(protect).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([file.version, file.id, file.revision, settings, list]);
  return createHmac('sha256', keys.mac).update(text).digest('hex');
}

export function emptyVaultFile(protect: Protection, keys: VaultKeys): VaultFile {
  const id = randomBytes(16).toString('hex');
  const file = {
    version: 1 as const,
    id,
    revision: 1,
    protect,
    check: { iv: '', data: '', tag: '' },
    records: {},
  };
  const checked = { ...file, check: seal(keys.seal, checkText, aboutCheck(file)) };
  return { ...checked, mac: macOf(checked, keys) };
}

/** Whether these keys belong to the file. */
export const keysFit = (file: VaultFile, keys: VaultKeys): boolean =>
  unseal(keys.seal, file.check, aboutCheck(file)) === checkText;

/** Whether the header and the list of records are as they were written. */
export function listIsWhole(file: VaultFile, keys: VaultKeys): boolean {
  const { mac, ...rest } = file;
  return timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(rest, keys), 'hex'));
}

/** The secret of an item: undefined when there is none. @throws GatehouseError `vault_item_damaged`. */
export function openRecord(file: VaultFile, keys: VaultKeys, item: string): string | undefined {
  const record = Object.hasOwn(file.records, item) ? file.records[item] : undefined;
  if (record === undefined) return undefined;
  const text = unseal(keys.seal, record, aboutRecord(file, item, record.revision));
  if (text !== undefined) return text;
  throw new GatehouseError('vault_item_damaged', say('A secret in the vault file is damaged.'), {
    where: item,
    hint: say('Paste it again: replacing the credential writes it anew. The other secrets are not affected.'),
  });
}

/** The file with one item set, or taken out (`undefined`), one revision later. */
export function withRecord(
  file: VaultFile,
  keys: VaultKeys,
  item: string,
  secret: string | undefined,
): VaultFile {
  const revision = file.revision + 1;
  const { [item]: _, ...others } = file.records;
  const records =
    secret === undefined
      ? others
      : { ...others, [item]: { ...seal(keys.seal, secret, aboutRecord(file, item, revision)), revision } };
  const { mac: __, ...rest } = file;
  const next = { ...rest, revision, records };
  return { ...next, mac: macOf(next, keys) };
}
