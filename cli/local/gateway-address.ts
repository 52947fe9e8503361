import type { GatewayAddress } from '#store/gateway-client/request.ts';

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
  const [{ openLocal }, { gatewayCredential }, { defaultGatewayPort }] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#store/gateway-client/credential.ts'),
    import('#core/config/config.ts'),
  ]);
  const { stores } = await openLocal(env);
  const { config } = await stores.config.read();
  const endpoint = `http://127.0.0.1:${config.gateway?.port ?? defaultGatewayPort}`;
  const token = await gatewayCredential(stores, config, false);
  return { endpoint, ...(token === undefined ? {} : { token }) };
}
