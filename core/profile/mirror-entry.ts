import { isObject, type Json, type JsonObject } from '#core/profile/mirror.ts';
import type { OAuthSecret } from '#core/profile/oauth-secret.ts';
import { type CredentialType, profileIdSchema, providerIdSchema } from '#core/profile/profile.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';

/** One entry of a gateway's credential file, read and compared. Pure. */

/** One-way, of the shell: a fingerprint must not give a secret away. */
export type Hash = (secret: string) => string;

const secretFields = ['key', 'token', 'access', 'refresh', 'idToken'] as const;
/** Fields that belong to us in an entry that we write; all others are other people's and stay. */
const ownFields = ['type', 'provider', 'keyRef', 'tokenRef', 'email', 'expires', ...secretFields] as const;
/** Other names of own fields, which the family reads and drops at its next write. */
const aliases: Readonly<Record<string, string>> = { mode: 'type', apiKey: 'key' };

/** The entry with the family's aliases under their proper names. */
export function normaliseEntry(entry: JsonObject): JsonObject {
  const result: JsonObject = Object.create(null);
  for (const [field, value] of Object.entries(entry)) {
    const name = Object.hasOwn(aliases, field) ? aliases[field] : undefined;
    if (name === undefined) result[field] = value;
    else if (!Object.hasOwn(entry, name)) result[name] = value;
  }
  return result;
}

/** The own fields of an entry, each secret as its hash: what can be compared and kept without holding a secret. */
export function fingerprint(entry: JsonObject, hash: Hash): JsonObject {
  const normal = normaliseEntry(entry);
  const result: JsonObject = {};
  for (const field of ownFields) {
    const value = normal[field];
    if (value === undefined) continue;
    result[field] =
      typeof value === 'string' && value !== '' && (secretFields as readonly string[]).includes(field)
        ? `sha256:${hash(value)}`
        : value;
  }
  return result;
}

/** What other people put into an entry: kept whenever we write it. */
export const foreignFields = (entry: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(entry).filter(
      ([field]) => !(ownFields as readonly string[]).includes(field) && !Object.hasOwn(aliases, field),
    ),
  );

const isOurRef = (value: Json | undefined): boolean =>
  isObject(value) && value.source === 'exec' && value.provider === gatehouseExecProvider;

/** Points at our resolver, and carries no secret of its own. */
export function pointsAtUs(entry: JsonObject): boolean {
  const normal = normaliseEntry(entry);
  if (secretFields.some((field) => typeof normal[field] === 'string' && normal[field] !== '')) return false;
  return isOurRef(normal.keyRef) || isOurRef(normal.tokenRef);
}

/** A credential that stands in a file in clear. */
export interface FoundSecret {
  type: CredentialType;
  provider: string;
  /** Key or token. */
  secret?: string;
  grant?: OAuthSecret;
  /** Epoch milliseconds. */
  expires?: number;
  email?: string;
}

/** A token or key that a header can carry. `${NAME}` is the family's way to point at an environment variable. */
const isUsable = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) && !/^\$\{[^}]*\}$/.test(value);

const cleaned = (value: Json | undefined): Json | undefined =>
  typeof value === 'string' ? value.replace(/[\r\n]/g, '').trim() : value;

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * The credential of an entry, or undefined when it has none in clear (a reference, an unknown type, a name that
 * cannot be one of ours): then it is the gateway's own and left alone.
 */
export function readEntry(id: string, entry: JsonObject): FoundSecret | undefined {
  const { type, provider, expires, email, ...rest } = normaliseEntry(entry);
  const owner = typeof provider === 'string' ? provider.trim().toLowerCase() : '';
  if (!profileIdSchema.safeParse(id).success || !providerIdSchema.safeParse(owner).success) return undefined;
  // An id of ours begins with its provider.
  if (!id.startsWith(`${owner}:`)) return undefined;
  const validExpires =
    typeof expires === 'number' && Number.isSafeInteger(expires) && expires > 0 ? { expires } : {};
  const validEmail = typeof email === 'string' && email !== '' && email.length <= 254 ? { email } : {};
  if (type === 'oauth') {
    const access = cleaned(rest.access);
    if (!isUsable(access)) return undefined;
    const optional = ['refresh', 'accountId', 'projectId', 'enterpriseUrl', 'clientId', 'idToken'] as const;
    const grant: OAuthSecret = {
      version: 1,
      access,
      owner: 'other',
      ...validExpires,
      ...validEmail,
      ...Object.fromEntries(
        optional.flatMap((field) => (text(rest[field]) === undefined ? [] : [[field, rest[field]]])),
      ),
    };
    return { type, provider: owner, grant, ...validExpires, ...validEmail };
  }
  if (type !== 'api_key' && type !== 'token') return undefined;
  const secret = cleaned(type === 'api_key' ? rest.key : rest.token);
  if (!isUsable(secret)) return undefined;
  return { type, provider: owner, secret, ...(type === 'token' ? validExpires : {}), ...validEmail };
}

/** By what two credentials are told to be the same one. */
export const identityOf = (found: FoundSecret, hash: Hash): string =>
  hash(found.secret ?? found.grant?.refresh ?? found.grant?.access ?? '');
