import type { GatewayEvent } from '#core/link/link.ts';

/** An event in a line, for a gateway that has nobody but its stderr to tell. */
export function eventWords(event: GatewayEvent): string {
  switch (event.kind) {
    case 'cooling':
      return `${event.agent}: ${named(event)} rests until ${new Date(event.until).toISOString()}, ${event.reason}`;
    case 'recovered':
      return `${event.agent}: ${named(event)} answers again`;
    case 'switched': {
      const { from, to, reason, paid } = event;
      const who = `${event.agent}: ${to.model}${by(to.profile)}`;
      const instead = `${from.model}${by(from.profile)} (${reason})`;
      if (paid === 'held') return `${who} is held, since it is paid by use, in place of ${instead}`;
      return `${who}${paid === 'announced' ? ', which is paid by use,' : ''} answers for ${instead}`;
    }
    case 'budget':
      return `${event.token ?? 'everybody'} spent ${event.spent.toFixed(2)} of ${event.limit} US dollars today${event.level === 'hold' ? '; requests are refused until midnight UTC' : ''}`;
  }
}

const named = ({ profile, model }: { profile: string; model?: string | undefined }): string =>
  model === undefined ? profile : `${profile} (${model})`;
const by = (profile: string | undefined): string => (profile === undefined ? '' : ` with ${profile}`);
