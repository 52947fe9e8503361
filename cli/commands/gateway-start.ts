import { type CommandContext, type CommandResult, defineCommand } from '#cli/command.ts';
import { gatewayLine } from '#cli/host/gateway-outcome.ts';
import type { HostClient } from '#cli/host/host-client.ts';
import { readyGateway } from '#cli/host/ready-gateway.ts';

/** Milliseconds until a gateway that is still starting counts as failed here; it goes on trying. */
const readyLimitMs = 30_000;

export const gatewayStart = defineCommand({
  path: ['gateway', 'start'],
  summary: 'Start the gateway in the background and wait until it answers.',
  details: [
    'Starts Gatehouse itself (without a window) when it is not running; its log is logs/host.log in the state directory. Where gateway install was run, the service is started instead.',
  ],
  options: {},
  examples: [
    ['gateway start', 'Returns as soon as requests are answered'],
    ['gateway start --json', 'The same for a script, with the endpoint'],
  ],
  schema: () => import('#cli/commands/gateway.schema.ts').then((schemas) => schemas.gatewayReady),
  run: async (context) => {
    const served = await throughService(context, 'start');
    if (served) return served;
    const { ensureHost } = await import('#cli/host/ensure-host.ts');
    const { client, started } = await ensureHost(context);
    // A host that has just started may be starting the gateway already; asking again changes nothing.
    await client.invoke('gateway.start', {});
    return readyResult(context, client, { started });
  },
});

export const gatewayRestart = defineCommand({
  path: ['gateway', 'restart'],
  summary: 'Restart the gateway and wait until it answers.',
  details: ['Open streams may finish first. Starts Gatehouse when it is not running.'],
  options: {},
  examples: [
    ['gateway restart', 'After a change that the gateway does not take while it runs, such as its port'],
  ],
  schema: () => import('#cli/commands/gateway.schema.ts').then((schemas) => schemas.gatewayReady),
  run: async (context) => {
    const served = await throughService(context, 'restart');
    if (served) return served;
    const { ensureHost } = await import('#cli/host/ensure-host.ts');
    const { client, started } = await ensureHost(context);
    const { gateway: before } = await client.snapshot('gateway');
    await client.invoke(started ? 'gateway.start' : 'gateway.restart', {});
    const oldPid = !started && before.observed.state === 'ready' ? before.observed.pid : undefined;
    return readyResult(context, client, { started, oldPid });
  },
});

/** Where the gateway is a service and no host runs, nothing else has to be started. */
async function throughService(
  { env, signal, out }: CommandContext,
  what: 'start' | 'restart',
): Promise<CommandResult | undefined> {
  const [{ findHost }, { gatewayServiceOf, untilAnswers }] = await Promise.all([
    import('#cli/host/find-host.ts'),
    import('#cli/local/gateway-service.ts'),
  ]);
  if (await findHost(env, signal)) return undefined;
  const service = await gatewayServiceOf(env);
  if (!(await service.installed())) return undefined;
  await service.control(what);
  const { endpoint } = await untilAnswers(env, readyLimitMs, signal);
  return {
    json: { state: 'ready', endpoint, pid: null, hostStarted: false },
    text: `${out.green(out.symbols.ok)} ready at ${out.bold(endpoint)} ${out.dim('(the service)')}\n`,
  };
}

async function readyResult(
  context: CommandContext,
  client: HostClient,
  given: { started: boolean; oldPid?: number | undefined },
): Promise<CommandResult> {
  const gateway = await readyGateway(context, client, given.oldPid);
  return {
    json: {
      state: 'ready',
      endpoint: gateway.endpoint,
      pid: gateway.observed.state === 'ready' ? (gateway.observed.pid ?? null) : null,
      hostStarted: given.started,
    },
    text: `${gatewayLine(gateway, context.out, Date.now())}\n`,
  };
}
