import type { ProfileView } from '#core/contract/topics.ts';
import { expiryWindowMs } from '#core/profile/view.ts';

/** One credential that ends some day. */
export interface ExpiryEntry {
  agentId: string;
  profileId: string;
  provider: string;
  type: ProfileView['type'];
  /** Epoch milliseconds. */
  expiresAt: number;
  remainingMs: number;
  status: 'ok' | 'expiring' | 'expired';
  /** Gatehouse renews it before it ends; a person has nothing to do. */
  renewed: boolean;
  label?: string;
}

/** What ends when, the next one first. Credentials without an end and disabled ones are left out. Pure. */
export function expiryCalendar(
  agents: readonly { id: string; profiles: readonly ProfileView[] }[],
  now: number,
): ExpiryEntry[] {
  return agents
    .flatMap(({ id: agentId, profiles }) =>
      profiles.flatMap((view): ExpiryEntry[] => {
        if (view.expires === undefined || view.status === 'disabled') return [];
        const remainingMs = view.expires - now;
        return [
          {
            agentId,
            profileId: view.id,
            provider: view.provider,
            type: view.type,
            expiresAt: view.expires,
            remainingMs,
            status: remainingMs <= 0 ? 'expired' : view.status === 'expiring' ? 'expiring' : 'ok',
            renewed: view.type === 'oauth' && view.refreshedBy !== 'nobody' && remainingMs > 0,
            ...(view.label === undefined ? {} : { label: view.label }),
          },
        ];
      }),
    )
    .toSorted((a, b) => a.expiresAt - b.expiresAt || (a.profileId < b.profileId ? -1 : 1));
}

/** RFC 5545, 3.3.5, form 2: UTC. */
const utc = (at: number): string =>
  new Date(at)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');

/** RFC 5545, 3.3.11: backslash, semicolon and comma are escaped, line breaks are `\n`; other controls are not allowed. */
export const icsEscape = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|[\r\n\u0085\u2028\u2029]/g, '\\n')
    .replaceAll(/(?!\t)\p{Cc}/gu, '');

/** RFC 5545, 3.1: lines of at most 75 octets, a character never divided; what follows begins with a space. */
export function icsFold(line: string): string {
  const encoder = new TextEncoder();
  let octets = 0;
  let folded = '';
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      folded += '\r\n ';
      // The space counts.
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/**
 * An iCalendar file (RFC 5545) with an event per end and an alarm before it. Times are UTC. The UID stays the same
 * as long as the credential ends at that moment, so that importing it anew doubles nothing. What Gatehouse renews by
 * itself is left out. Pure.
 *
 * @param now epoch milliseconds, the stamp of the file.
 * @param warnMs how long before the end the alarm is, in milliseconds.
 */
export function expiryIcs(
  entries: readonly ExpiryEntry[],
  now: number,
  warnMs: number = expiryWindowMs,
): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Gatehouse//Expiry calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...entries
      .filter(({ renewed }) => !renewed)
      .flatMap((entry) => {
        const what = entry.label === undefined ? entry.profileId : `${entry.profileId} (${entry.label})`;
        const summary = icsEscape(`Credential ends: ${what}`);
        return [
          'BEGIN:VEVENT',
          `UID:${encodeURIComponent(`${entry.agentId}/${entry.profileId}`)}-${entry.expiresAt}@gatehouse`,
          `DTSTAMP:${utc(now)}`,
          `DTSTART:${utc(entry.expiresAt)}`,
          `SUMMARY:${summary}`,
          `DESCRIPTION:${icsEscape(`Agent ${entry.agentId}, ${entry.provider}, ${entry.type}.\nReplace it before that: gatehouse models auth list --agent ${entry.agentId}`)}`,
          'TRANSP:TRANSPARENT',
          'BEGIN:VALARM',
          'ACTION:DISPLAY',
          `DESCRIPTION:${summary}`,
          `TRIGGER:-PT${Math.round(warnMs / 60_000)}M`,
          'END:VALARM',
          'END:VEVENT',
        ];
      }),
    'END:VCALENDAR',
  ];
  return `${lines.map(icsFold).join('\r\n')}\r\n`;
}
