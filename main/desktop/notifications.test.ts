import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attentionItems } from '#core/attention/attention.ts';
import { openMemory } from '#main/desktop/memory.ts';
import { newNotices } from '#main/desktop/notifications.ts';
import { sampleProfile } from '#main/desktop/testing/sample-topics.ts';
import { startDesktop, temporaryDirectory } from '#main/desktop/testing/start-desktop.ts';
import { fileLog } from '#main/log.ts';

const hour = 3_600_000;
const expired = { ...sampleProfile, status: 'expired' as const, expires: 0 };
const items = attentionItems({
  profiles: { storeRevision: 1, agents: [{ id: 'main', name: 'main', profiles: [expired] }], mirrors: [] },
});

describe('a matter that needs a person', () => {
  it('is notified once, also when it goes and comes, until a day has passed', () => {
    const first = newNotices(items, {}, 0);
    expect(first.tell).toHaveLength(1);
    const gone = newNotices([], first.notified, hour);
    expect(newNotices(items, gone.notified, 2 * hour).tell).toEqual([]);
    expect(newNotices(items, first.notified, 25 * hour).tell).toHaveLength(1);
  });

  it('is not silenced by a clock that was set back', () => {
    expect(newNotices(items, { [items[0]?.id ?? '']: 100 * hour }, 0).tell).toHaveLength(1);
  });

  it('is one of expiring, expired and not renewed, each told once for its own', () => {
    const oauth = { ...sampleProfile, type: 'oauth' as const, refreshedBy: 'gatehouse' as const };
    const list = (...each: (typeof sampleProfile)[]) =>
      attentionItems({
        profiles: { storeRevision: 1, agents: [{ id: 'main', name: 'main', profiles: each }], mirrors: [] },
      });
    const soon = list({ ...sampleProfile, status: 'expiring', expires: hour });
    const first = newNotices(soon, {}, 0);
    expect(first.tell.map((item) => item.code)).toEqual(['profile_expiring']);
    const later = newNotices(items, first.notified, hour);
    expect(later.tell.map((item) => item.code)).toEqual(['profile_expired']);
    expect(newNotices(items, later.notified, 2 * hour).tell).toEqual([]);
    const failing = newNotices(list({ ...oauth, status: 'expiring', expires: hour }), later.notified, 0);
    expect(failing.tell.map((item) => item.code)).toEqual(['refresh_failed']);
    // It is the same matter when the token's end has come, and not another notification.
    expect(newNotices(list({ ...oauth, status: 'expired', expires: 0 }), failing.notified, 0).tell).toEqual(
      [],
    );
  });

  it('is no notification when it is a hint, or mends itself', () => {
    const hints = attentionItems({
      profiles: { storeRevision: 0, agents: [{ id: 'main', name: 'main', profiles: [] }], mirrors: [] },
    });
    expect(hints.map((item) => item.code)).toEqual(['no_credential']);
    expect(newNotices(hints, {}, 0).tell).toEqual([]);
  });

  it('opens its place on a click, and is not told again after a restart of the app', async () => {
    const first = await startDesktop();
    first.host.change('profiles', { agents: [{ id: 'main', name: 'main', profiles: [expired] }] });
    await first.settled();
    first.host.change('gateway', { restarts: 1 });
    await first.settled();
    expect(first.double.notifications.map((each) => each.title)).toEqual(['anthropic:work has expired']);
    first.double.window.close();
    first.double.notifications[0]?.emit('click');
    await first.settled();
    expect(first.double.window.webContents.getURL()).toBe('gatehouse-app://app/#/profiles');
    expect(first.double.window.isVisible()).toBe(true);

    const again = await startDesktop({ userData: first.userData, host: first.host });
    expect(again.double.notifications).toEqual([]);
  });
});

describe('what the gateway tells', () => {
  it('is notified when it concerns money: a budget, a paid key for a subscription; requests wake nobody', async () => {
    const { double, host, settled } = await startDesktop();
    const titles = () => double.notifications.map(({ title }) => title);
    host.change('activity', { latest: [] });
    await settled();
    expect(titles()).toEqual([]);
    const at = Date.now();
    host.change('profiles', {
      agents: [
        {
          id: 'main',
          name: 'main',
          profiles: [{ ...sampleProfile, coolingUntil: at + hour, coolingReason: 'rate_limit' }],
        },
      ],
    });
    const answer = { model: 'anthropic/claude-sonnet-4-5', profile: 'anthropic:key' };
    host.change('activity', {
      events: [
        { kind: 'budget', at, level: 'hold', spent: 12, limit: 10 },
        {
          kind: 'switched',
          at,
          agent: 'main',
          from: { model: answer.model, profile: 'anthropic:work' },
          to: answer,
          reason: 'rate_limit',
          paid: 'announced',
        },
      ],
    });
    await settled();
    expect(titles()).toHaveLength(2);
    expect(double.tray.image).toContain('attention');
    host.change('activity', { minutes: [] });
    await settled();
    expect(titles()).toHaveLength(2);
  });
});

describe('notifications that are turned off', () => {
  it('stay silent, and only what is new is told once they are turned on again', async () => {
    const { double, host, settled } = await startDesktop();
    host.change('settings', { notifications: false });
    host.change('profiles', { agents: [{ id: 'main', name: 'main', profiles: [expired] }] });
    await settled();
    expect(double.notifications).toEqual([]);
    host.change('settings', { notifications: true });
    await settled();
    expect(double.notifications).toEqual([]);
    host.change('gateway', {
      observed: { state: 'failed', reason: 'crash_loop', message: 'It crashed 5 times.', lastOutput: [] },
    });
    await settled();
    expect(double.notifications.map(({ title, body }) => [title, body])).toEqual([
      ['The gateway does not run', 'It crashed 5 times.'],
    ]);
  });
});

describe('the memory of the desktop face', () => {
  it('counts as empty when it is broken, and is whole after the next write', () => {
    const file = join(temporaryDirectory(), 'desktop.json');
    for (const content of ['{"window":', '{"window":{"x":"0"}}', '[]', '']) {
      writeFileSync(file, content);
      expect(openMemory(file).value).toEqual({});
    }
    openMemory(file).remember({ toldNoTray: true });
    expect(openMemory(file).value).toEqual({ toldNoTray: true });
  });

  it('that cannot be written costs nothing else', () => {
    const logged: string[] = [];
    const memory = openMemory('/dev/null/desktop.json', fileLog({ write: (line) => logged.push(line) }));
    memory.remember({ toldNoTray: true });
    expect(memory.value.toldNoTray).toBe(true);
    expect(logged).toEqual([expect.stringMatching(/desktop\.memory_not_written","code":"E[A-Z]+"/)]);
  });
});
