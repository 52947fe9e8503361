import type { GatewayAddress } from '#cli/chat/ask-gateway.ts';

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
  if (gateway?.auth?.mode === 'none') return { endpoint };
  return { endpoint, token: (await accessToken(stores)).token };
}
