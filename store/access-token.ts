import { randomBytes } from 'node:crypto';
import { type CallError, GatehouseError } from '#core/contract/error.ts';
import { refKey } from '#core/secret/secret-ref.ts';
import { resolveProfileRefs } from '#store/secrets/profile-secret.ts';
import type { Stores } from '#store/stores.ts';

/** The vault item of the generated token. */
export const tokenItem = 'gateway-token';

export interface AccessToken {
  token: string;
  /** `config`: written by the person; `vault`: generated and kept; `memory`: generated for this run alone. */
  source: 'config' | 'vault' | 'memory';
  /** Why it is kept in memory alone, or why what the config says is not used. */
  problem?: CallError;
}

/** 256 random bits; the prefix lets people and secret scanners know what it is. */
const generate = (): string => `gh_${randomBytes(32).toString('base64url')}`;

/** One per opened store, so that a run without a vault keeps its token until it ends. */
const memoryTokens = new WeakMap<Stores, string>();

/**
 * The token by which clients reach the gateway: `gateway.auth.token` of the config, or what its reference leads to,
 * else one that was generated and lies in the vault, else, where no vault answers, one for this run (`problem` says why). Never rejects for a vault
 * that does not answer: a gateway must not stand open for want of a token.
 */
export async function accessToken(stores: Stores): Promise<AccessToken> {
  const { config } = await stores.config.read();
  const given = config.gateway?.auth?.token;
  if (typeof given === 'string') return { token: given, source: 'config' };
  const followed =
    given === undefined ? undefined : (await resolveProfileRefs(stores, [given])).get(refKey(given));
  if (followed?.ok === true) return { token: followed.value, source: 'config' };
  const problem = followed?.error;
  try {
    const token = await vaultToken(stores);
    return { token, source: 'vault', ...(problem ? { problem: problem.toCallError() } : {}) };
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    const token = memoryTokens.get(stores) ?? generate();
    memoryTokens.set(stores, token);
    return { token, source: 'memory', problem: (problem ?? error).toCallError() };
  }
}

async function vaultToken(stores: Stores): Promise<string> {
  try {
    return await stores.vault.get(tokenItem);
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.code !== 'vault_item_missing') throw error;
  }
  // A token that this run already handed out stays valid when the vault opens later.
  const token = memoryTokens.get(stores) ?? generate();
  await stores.vault.set(tokenItem, token);
  return token;
}
