import { defaultGatewayPort } from '#core/config/config.ts';
import { say, type Words } from '#core/say/say.ts';
import type { PortHolder } from '#core/supervisor/state.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';
import { findPortHolder } from '#store/port-holder.ts';
import { isPortFree } from '#store/port-probe.ts';

/** The gateway's port is free, or it is ours that listens there. */
export const gatewayPort: Check = {
  id: 'gateway-port',
  limitMs: 10_000,
  async run({ config, gateway, platform }) {
    const address = { host: '127.0.0.1', port: config.gateway?.port ?? defaultGatewayPort };
    const where = `127.0.0.1:${address.port}`;
    if (await isPortFree(address)) {
      if (gateway?.wanted === 'running' && !gateway.ready) {
        return [
          {
            state: 'note',
            what: say('The port {{port}} is free; the gateway does not listen yet.', {
              port: String(address.port),
            }),
            where,
          },
        ];
      }
      return ok(say('The port {{port}} is free.', { port: String(address.port) }));
    }
    const holder = await findPortHolder(address, platform);
    if (gateway?.ready === true && (gateway.pid === undefined || gateway.pid === holder.pid)) {
      return ok(say('The gateway listens on port {{port}}.', { port: String(address.port) }));
    }
    if (gateway === undefined && holder.gateway) {
      return ok(
        say('A gateway listens on port {{port}}: {{who}}.', { port: String(address.port), who: who(holder) }),
      );
    }
    return [
      {
        state: gateway?.attached === true ? 'note' : 'fail',
        what: say('Another program listens on port {{port}}: {{who}}.', {
          port: String(address.port),
          who: who(holder),
        }),
        why: say('The gateway cannot listen there. Nothing is ended because of it.'),
        hint: holder.gateway
          ? say(
              'It answers like a gateway: gatehouse gateway attach uses it, gatehouse gateway set-port takes another port.',
            )
          : say('End that program, or take another port: gatehouse gateway set-port.'),
        where,
      },
    ];
  },
};

function who({ name, pid, service }: Omit<PortHolder, 'gateway'>): Words {
  const words = [name, pid === undefined ? undefined : `PID ${pid}`, service].filter(Boolean);
  return words.length > 0 ? words.join(', ') : say('the system does not say which');
}
