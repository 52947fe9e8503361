import { ownFile } from '#cli/siblings.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { GatewayUserService } from '#store/user-service/gateway-service.ts';

/** The gateway as a service of the user's session, as this command line would run it. */
export async function gatewayServiceOf(env: NodeJS.ProcessEnv): Promise<GatewayUserService> {
  const [{ gatewayUserService }, { stateDirPath }] = await Promise.all([
    import('#store/user-service/gateway-service.ts'),
    import('#store/state-dir.ts'),
  ]);
  const program = async () => {
    const [{ lastingProgram }, { nodeRuntime }, { openStateDir }] = await Promise.all([
      import('#store/lasting-program.ts'),
      import('#store/node-runtime.ts'),
      import('#store/state-dir.ts'),
    ]);
    return lastingProgram(
      await openStateDir(stateDirPath(env)),
      { node: nodeRuntime(), cliFile: ownFile() },
      env,
    );
  };
  return gatewayUserService({ stateDir: stateDirPath(env), env, program });
}

/** Milliseconds between two looks while a service starts. */
const lookMs = 100;

/** Waits until the gateway of the service answers. @throws GatehouseError `gateway_not_ready`. */
export async function untilAnswers(
  env: NodeJS.ProcessEnv,
  limitMs: number,
  signal: AbortSignal,
): Promise<{ endpoint: string }> {
  const { configuredEndpoint } = await import('#cli/local/endpoint.ts');
  const until = Date.now() + limitMs;
  for (;;) {
    const { endpoint, answer } = await configuredEndpoint(env, signal);
    if (answer === 'gateway') return { endpoint };
    signal.throwIfAborted();
    if (Date.now() > until) {
      throw new GatehouseError('gateway_not_ready', 'The service was started, and no gateway answers yet.', {
        where: endpoint,
        hint: 'gatehouse logs shows what it said.',
      });
    }
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
