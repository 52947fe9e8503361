import { defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

/** Milliseconds: the supervisor itself ends a gateway by force well before. */
const stopLimitMs = 30_000;

export const gatewayStop = defineCommand({
  path: ['gateway', 'stop'],
  summary: 'Stop the gateway; Gatehouse itself goes on running.',
  details: [
    'Open streams may finish first. A gateway that is not running is no error. Where gateway install was run, the service is stopped; a gateway that somebody else started is only let go.',
  ],
  options: {},
  examples: [['gateway stop', 'Stop answering requests']],
  schema: () => import('#cli/commands/gateway.schema.ts').then((schemas) => schemas.gatewayStopped),
  run: async ({ env, signal, out }) => {
    const { findHost } = await import('#cli/host/find-host.ts');
    const host = await findHost(env, signal);
    const done = (wasRunning: boolean, text: string) => ({
      json: { state: 'stopped', wasRunning },
      text: `${out.green(out.symbols.ok)} ${text}\n`,
    });
    if (!host) {
      const { gatewayServiceOf } = await import('#cli/local/gateway-service.ts');
      const service = await gatewayServiceOf(env);
      if (!(await service.installed())) return done(false, 'The gateway was not running.');
      const { running } = await service.status();
      if (running) await service.control('stop');
      return done(running, running ? 'The service has stopped.' : 'The service was not running.');
    }
    const { gateway: before } = await host.client.snapshot('gateway');
    await host.client.invoke('gateway.stop', {});
    const after = await host.client.watch(({ gateway }) => {
      const state = gateway?.observed.state;
      return state === 'stopped' || state === 'failed' || state === 'foreign' ? gateway : undefined;
    }, stopLimitMs);
    if (after.observed.state === 'failed') {
      throw new GatehouseError('gateway_failed', after.observed.message, { where: after.logPath });
    }
    const was = before.observed.state;
    const wasRunning = was !== 'stopped' && was !== 'failed' && was !== 'foreign';
    return done(wasRunning, wasRunning ? 'The gateway has stopped.' : 'The gateway was not running.');
  },
});
