import { type ErrorCode, GatehouseError } from '#core/contract/error.ts';
import type { Words } from '#core/say/say.ts';
import type { SecretRef } from '#core/secret/secret-ref.ts';

/** An error about one reference. `where` names it; its words hold nothing of the secret or of what a command wrote. */
export function refError(
  code: Extract<ErrorCode, `secret_${string}`>,
  ref: Pick<SecretRef, 'source' | 'provider'> & { id?: string },
  message: Words,
  hint: Words,
  cause?: unknown,
): GatehouseError {
  const where = `${ref.source}:${ref.provider}${ref.id === undefined ? '' : `:${ref.id}`}`;
  return new GatehouseError(code, message, { hint, where, ...(cause === undefined ? {} : { cause }) });
}

/** The answer for one id: the secret, or why there is none. */
export type Resolved = { ok: true; value: string } | { ok: false; error: GatehouseError };

export const found = (value: string): Resolved => ({ ok: true, value });
export const missing = (error: GatehouseError): Resolved => ({ ok: false, error });
