import type { LoggedRequest, UsageRow } from '#core/contract/calls/activity.ts';
import type { Handlers } from '#core/contract/calls.ts';
import type { GatewayEvent } from '#core/link/link.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';

/** The request log of a scenario; all newest first. */
export interface MockActivity {
  requests: LoggedRequest[];
  usage: UsageRow[];
  events: GatewayEvent[];
}

export function mockActivity(_world: MockWorld, data: MockActivity): Handlers<'activity'> {
  return {
    async 'activity.requests'({ before, limit = 100, ...filter }) {
      const found = data.requests.filter(
        (one) =>
          (before === undefined || one.seq < before) &&
          (filter.agent === undefined || one.agent === filter.agent) &&
          (filter.model === undefined || one.model === filter.model) &&
          (filter.profile === undefined || one.profile === filter.profile) &&
          (filter.result === undefined || one.result === filter.result) &&
          (filter.session === undefined || one.session === filter.session) &&
          (filter.from === undefined || one.at >= filter.from) &&
          (filter.to === undefined || one.at < filter.to),
      );
      const requests = found.slice(0, limit);
      const last = requests.at(-1);
      return { requests, ...(found.length > limit && last ? { next: last.seq } : {}) };
    },
    'activity.usage': async ({ days = 30 }) => {
      const known = [...new Set(data.usage.map(({ day }) => day))].sort().reverse().slice(0, days);
      return { rows: data.usage.filter(({ day }) => known.includes(day)) };
    },
    'activity.events': async ({ agent, profile, before, limit = 100 }) => ({
      events: data.events
        .filter(
          (one) =>
            (before === undefined || one.at < before) &&
            (agent === undefined || !('agent' in one) || one.agent === agent) &&
            (profile === undefined || ('profile' in one && one.profile === profile)),
        )
        .slice(0, limit),
    }),
  };
}
