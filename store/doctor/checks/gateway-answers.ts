import { defaultGatewayPort } from '#core/config/config.ts';
import { say } from '#core/say/say.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';
import { probe } from '#store/port-probe.ts';

/** The gateway answers, and is ready for requests. */
export const gatewayAnswers: Check = {
  id: 'gateway-answers',
  async run({ config, gateway }) {
    const address = { host: '127.0.0.1', port: config.gateway?.port ?? defaultGatewayPort };
    const where = `http://127.0.0.1:${address.port}`;
    if (gateway?.wanted === 'stopped') return skipped(say('The gateway is stopped, as was asked for.'));
    const [health, ready] = await Promise.all([probe(address, '/health'), probe(address, '/ready')]);
    if (gateway !== undefined && !gateway.ready && health.alive) {
      return [
        {
          state: 'fail',
          what: say('The gateway is not ready, though something answers on its port.'),
          why: say('Every request of your tools fails meanwhile, or goes to another program.'),
          hint: say('gatehouse gateway status says why.'),
          where,
        },
      ];
    }
    if (!health.alive) {
      if (gateway === undefined) return skipped(say('Gatehouse does not run, and no gateway answers.'));
      return [
        {
          state: 'fail',
          what: say('The gateway does not answer.'),
          why: say('Every request of your tools fails meanwhile.'),
          hint: say(
            'gatehouse gateway status says why; gatehouse logs --source gateway has its last output.',
          ),
          where,
        },
      ];
    }
    if (ready.ready) return ok(say('The gateway answers at {{where}}.', { where }));
    return [
      {
        state: 'warn',
        what: say('Something answers, but it is not ready for requests.'),
        why: say('It has not loaded credentials and models, or it is another program.'),
        hint: say('gatehouse gateway status says more.'),
        where,
      },
    ];
  },
};
