import type { GatewayAddress } from '#cli/chat/ask-gateway.ts';
import { GatehouseError } from '#core/contract/error.ts';

/** Where the gateway answers and with which token: as the running host says, else as the config and the vault do. */
export async function gatewayAddress(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<GatewayAddress> {
  const { findHost } = await import('#cli/host/find-host.ts');
  const host = await findHost(env, signal);
  if (host !== undefined) {
    const [{ gateway }, { token }] = await Promise.all([
      host.client.snapshot('gateway'),
      host.client.invoke('gateway.accessToken', {}),
    ]);
    return { endpoint: gateway.endpoint, ...(token === null ? {} : { token }) };
  }
  const [{ openLocal }, { accessToken }, { defaultGatewayPort }] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#store/access-token.ts'),
    import('#core/config/config.ts'),
  ]);
  const { stores } = await openLocal(env);
  const { gateway } = (await stores.config.read()).config;
  const endpoint = `http://127.0.0.1:${gateway?.port ?? defaultGatewayPort}`;
  if ((gateway?.auth?.mode ?? 'token') !== 'token') return { endpoint };
  const { token, source, problem } = await accessToken(stores);
  // One that was made up for this process alone opens no gateway.
  if (source === 'memory' && problem) {
    const { code, message, hint, where } = problem;
    throw new GatehouseError(code, message, { ...(hint ? { hint } : {}), ...(where ? { where } : {}) });
  }
  return { endpoint, token };
}
