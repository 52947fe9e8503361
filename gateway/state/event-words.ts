import type { GatewayEvent } from '#core/link/link.ts';

/** The latest time that can be written (epoch milliseconds). */
const latestMs = 8.64e15;

/** A provider or a file can name a time that no calendar has. @param at epoch milliseconds. */
export const timeWords = (at: number): string =>
  Math.abs(at) <= latestMs ? new Date(at).toISOString() : 'further notice';

/** An event in a line, for a gateway that has nobody but its stderr to tell. */
export function eventWords(event: GatewayEvent): string {
  switch (event.kind) {
    case 'cooling':
      return `${event.agent}: ${named(event)} rests until ${timeWords(event.until)}, ${event.reason}`;
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
