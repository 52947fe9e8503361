import { say, told } from '#core/say/say.ts';
import type { Machine } from '#core/supervisor/machine.ts';
import type { GatewayState } from '#core/supervisor/state.ts';

/** The machine as people see it. */
export function viewOf(machine: Machine): GatewayState {
  const { phase } = machine;
  switch (phase.name) {
    case 'stopped':
      return { state: 'stopped' };
    case 'spawning':
    case 'starting':
      return { state: 'starting', attempt: phase.attempt, since: phase.since };
    case 'ready':
      return {
        state: 'ready',
        host: phase.at.host,
        port: phase.at.port,
        pid: phase.pid,
        since: phase.since,
        ...(machine.rejected ? { rejected: machine.rejected } : {}),
      };
    case 'attaching':
      return { state: 'starting', attempt: 1, since: phase.since };
    case 'attached': {
      const { pid, since = phase.since } = machine.holder;
      return { state: 'ready', ...phase.at, ...(pid === undefined ? {} : { pid }), since };
    }
    case 'ending':
      return { state: 'stopping', since: phase.since, restart: machine.wanted === 'running' };
    case 'backoff':
      return { state: 'backoff', attempt: phase.attempt, retryAt: phase.retryAt, reason: phase.reason };
    case 'failed':
      return {
        state: 'failed',
        reason: phase.reason,
        ...told({ message: phase.message }),
        lastOutput: phase.lastOutput,
      };
    case 'stuck':
      return {
        state: 'failed',
        reason: 'will_not_die',
        ...told({
          message:
            phase.pid === undefined
              ? say('The gateway process could not be ended.')
              : say('The gateway process {{pid}} could not be ended.', { pid: String(phase.pid) }),
        }),
        lastOutput: [],
      };
    case 'foreign':
      return { state: 'foreign', ...machine.address, holder: machine.holder };
  }
}
