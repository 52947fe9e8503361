import type { Config } from '#core/config/config.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { accessToken } from '#store/access-token.ts';
import type { Stores } from '#store/stores.ts';

/**
 * What a client of this machine shows to the gateway: the access token, the password, or nothing where none is asked
 * for. Behind a trusted proxy there is nothing that would help, and the gateway says so.
 *
 * @param madeUp whether a token that was made up for this process opens the gateway: only the host's own child has it.
 * @throws GatehouseError the vault's codes.
 */
export async function gatewayCredential(
  stores: Stores,
  config: Config,
  madeUp: boolean,
): Promise<string | undefined> {
  const { mode = 'token', password } = config.gateway?.auth ?? {};
  if (mode === 'password') return password;
  if (mode !== 'token') return undefined;
  const { token, source, problem } = await accessToken(stores);
  if (madeUp || source !== 'memory' || !problem) return token;
  throw GatehouseError.of(problem);
}
