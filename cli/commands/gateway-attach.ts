import { type CommandContext, defineCommand } from '#cli/command.ts';
import { gatewayError, gatewayLine } from '#cli/host/gateway-outcome.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';

/** Milliseconds until a gateway that does not answer counts as failed here. */
const readyLimitMs = 30_000;

const schema = () => import('#cli/commands/gateway.schema.ts').then((schemas) => schemas.gatewayReady);

export const gatewayAttach = defineCommand({
  path: ['gateway', 'attach'],
  summary: 'Use the gateway of Gatehouse that already holds the port, whoever started it.',
  details: ['It is shown and watched, and never ended from here: gateway stop lets it go.'],
  options: {},
  examples: [['gateway attach', 'After gateway status said that a gateway has the port']],
  schema,
  run: async (context) => {
    const client = await runningHost(context);
    await client.invoke('gateway.attach', {});
    return readyResult(context, await client.watch(({ gateway }) => settled(gateway), readyLimitMs));
  },
});

export const gatewaySetPort = defineCommand({
  path: ['gateway', 'set-port'],
  summary: 'Listen on another port from now on.',
  details: ['Written to the config. Without a number: a free port near the present one.'],
  args: { usage: '[port]', min: 0, max: 1 },
  options: {},
  examples: [
    ['gateway set-port', 'One that is free, when another program has the present one'],
    ['gateway set-port 18800', 'This one'],
  ],
  schema,
  run: async (context) => {
    const client = await runningHost(context);
    const [given] = context.args;
    const port = given === undefined ? (await client.invoke('gateway.freePort', {})).port : Number(given);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new GatehouseError('bad_input', 'A port is a whole number from 1 to 65535.');
    }
    await client.invoke('gateway.setPort', { port });
    const moved = await client.watch(({ gateway }) => {
      return gateway?.endpoint.endsWith(`:${port}`) ? (settled(gateway) ?? stopped(gateway)) : undefined;
    }, readyLimitMs);
    if (moved.observed.state !== 'stopped') return readyResult(context, moved);
    return {
      json: { state: 'stopped', endpoint: moved.endpoint, pid: null, hostStarted: false },
      text: `${gatewayLine(moved, context.out, Date.now())}; it will listen at ${moved.endpoint}\n`,
    };
  },
});

type Gateway = TopicValue<'gateway'>;
const stopped = (gateway: Gateway) => (gateway.observed.state === 'stopped' ? gateway : undefined);
const settled = (gateway: Gateway | undefined) =>
  gateway && (gateway.observed.state === 'ready' || gatewayError(gateway)) ? gateway : undefined;

async function runningHost({ env, signal }: Pick<CommandContext, 'env' | 'signal'>) {
  const { findHost } = await import('#cli/host/find-host.ts');
  const host = await findHost(env, signal);
  if (host) return host.client;
  throw new GatehouseError('host_unreachable', 'Gatehouse is not running.', {
    hint: 'Start it with: gatehouse gateway start',
  });
}

function readyResult({ out }: Pick<CommandContext, 'out'>, gateway: Gateway) {
  const failed = gatewayError(gateway);
  if (failed) throw failed;
  const { observed, endpoint } = gateway;
  return {
    json: {
      state: 'ready',
      endpoint,
      pid: observed.state === 'ready' ? (observed.pid ?? null) : null,
      hostStarted: false,
    },
    text: `${gatewayLine(gateway, out, Date.now())}\n`,
  };
}
