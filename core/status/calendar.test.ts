import { describe, expect, it } from 'vitest';
import type { ProfileView } from '#core/contract/topics.ts';
import { expiryCalendar, expiryIcs, icsEscape, icsFold } from '#core/status/calendar.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 0);
const hour = 3_600_000;
const view = (id: string, more: Partial<ProfileView> = {}): ProfileView => ({
  id,
  provider: id.split(':')[0] ?? '',
  name: id.split(':')[1] ?? '',
  type: 'token',
  masked: '…a1b2',
  place: 'keychain',
  status: 'ok',
  createdAt: 1,
  position: 0,
  ...more,
});

describe('the expiry calendar', () => {
  const profiles = [
    view('openai:late', { expires: now + 90 * 24 * hour }),
    view('anthropic:gone', { expires: now - hour, status: 'expired' }),
    view('anthropic:soon', { expires: now + hour, status: 'expiring', label: 'Work, mine; "a\\b"' }),
    view('openai:never', { type: 'api_key' }),
    view('openai:off', { expires: now + hour, status: 'disabled' }),
    view('openai-codex:me', { type: 'oauth', expires: now + hour, refreshedBy: 'gatehouse' }),
  ];
  const entries = expiryCalendar([{ id: 'main', profiles }], now);

  it('has what ends, the next one first, and nothing that never ends or is disabled', () => {
    expect(entries.map(({ profileId, status }) => [profileId, status])).toEqual([
      ['anthropic:gone', 'expired'],
      ['anthropic:soon', 'expiring'],
      ['openai-codex:me', 'ok'],
      ['openai:late', 'ok'],
    ]);
  });

  it('is an iCalendar file with UTC times, escaped texts and lines of 75 octets at most', () => {
    const ics = expiryIcs(entries, now);
    expect(ics.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')).toBe(true);
    expect(ics.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...ics.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    const unfolded = ics.replaceAll('\r\n ', '');
    expect(unfolded).toContain('DTSTART:20261120T130000Z\r\n');
    expect(unfolded).toContain('DTSTAMP:20261120T120000Z\r\n');
    expect(unfolded).toContain('SUMMARY:Credential ends: anthropic:soon (Work\\, mine\\; "a\\\\b")\r\n');
    expect(unfolded.match(/BEGIN:VEVENT/g)).toHaveLength(3);
    expect(unfolded).toContain('TRIGGER:-PT1440M');
  });

  it('leaves out what is renewed by itself, and names an end the same every time', () => {
    const uids = (at: number) => expiryIcs(entries, at).match(/UID:\S+/g);
    expect(expiryIcs(entries, now)).not.toContain('openai-codex');
    expect(uids(now)).toEqual(uids(now + hour));
    expect(new Set(uids(now)).size).toBe(3);
  });

  it('never divides a character, and its folded lines unfold to what they were', () => {
    for (const text of ['x'.repeat(200), '漢字'.repeat(60), '😀é'.repeat(50), '']) {
      const folded = icsFold(text);
      expect(folded.replaceAll('\r\n ', '')).toBe(text);
      for (const line of folded.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    }
  });

  it('lets no line break or control character into a line', () => {
    expect(icsEscape('a\r\nEND:VEVENT\u2028b\u0007\u001b')).toBe('a\\nEND:VEVENT\\nb');
  });
});
