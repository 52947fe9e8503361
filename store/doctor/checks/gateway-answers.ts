import { defaultGatewayPort } from '#core/config/config.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';
import { probe } from '#store/port-probe.ts';

/** The gateway answers, and is ready for requests. */
export const gatewayAnswers: Check = {
  id: 'gateway-answers',
  async run({ config, gateway }) {
    const address = { host: '127.0.0.1', port: config.gateway?.port ?? defaultGatewayPort };
    const where = `http://127.0.0.1:${address.port}`;
    if (gateway?.wanted === 'stopped') return skipped('The gateway is stopped, as was asked for.');
    const [health, ready] = await Promise.all([probe(address, '/health'), probe(address, '/ready')]);
    if (gateway !== undefined && !gateway.ready && health.alive) {
      return [
        {
          state: 'fail',
          what: 'The gateway is not ready, though something answers on its port.',
          why: 'Every request of your tools fails meanwhile, or goes to another program.',
          hint: 'gatehouse gateway status says why.',
          where,
        },
      ];
    }
    if (!health.alive) {
      if (gateway === undefined) return skipped('Gatehouse does not run, and no gateway answers.');
      return [
        {
          state: 'fail',
          what: 'The gateway does not answer.',
          why: 'Every request of your tools fails meanwhile.',
          hint: 'gatehouse gateway status says why; gatehouse logs --source gateway has its last output.',
          where,
        },
      ];
    }
    if (ready.ready) return ok(`The gateway answers at ${where}.`);
    return [
      {
        state: 'warn',
        what: 'Something answers, but it is not ready for requests.',
        why: 'It has not loaded credentials and models, or it is another program.',
        hint: 'gatehouse gateway status says more.',
        where,
      },
    ];
  },
};
