import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TopicEvent, TopicName, TopicValue } from '#core/contract/topics.ts';
import { startDesktop, temporaryDirectory } from '#main/desktop/testing/start-desktop.ts';
import { createHost } from '#main/host.ts';
import type { Host } from '#main/host-api.ts';
import { freePort } from '#main/testing/hosted.ts';
import { memoryVault } from '#store/testing/memory-vault.ts';

/** Resolves with the value of a topic once it says what is waited for. */
function until<T extends TopicName>(
  host: Host,
  topic: T,
  wanted: (value: TopicValue<T>) => boolean,
): Promise<TopicValue<T>> {
  const { promise, resolve } = Promise.withResolvers<TopicValue<T>>();
  const unsubscribe = host.topics.subscribe((event) => {
    const value = event.value as TopicValue<T>;
    if (event.topic === topic && wanted(value)) resolve(value);
  });
  return promise.finally(unsubscribe);
}

const root = join(import.meta.dirname, '..', '..');

describe('the real host under the desktop face', () => {
  it('runs the gateway as a utility process, obeys the tray, and ends without leaving it behind', async () => {
    const stateDir = temporaryDirectory();
    const port = await freePort();
    writeFileSync(join(stateDir, 'gatehouse.json'), JSON.stringify({ gateway: { port } }));
    let host: Host | undefined;
    const { double, settled } = await startDesktop({
      env: { GATEHOUSE_STATE_DIR: stateDir },
      createHost(services) {
        host = createHost({
          env: { PATH: process.env.PATH, HOME: stateDir },
          stateDir,
          face: 'desktop',
          webPort: 0,
          vault: memoryVault(),
          paths: { gateway: join(root, 'gateway', 'bin.ts') },
          ...services,
        });
        return host;
      },
    });
    if (!host) throw new Error('no host was made');
    onTestFinished(() => host?.quit(1_000));
    const ready = await until(host, 'gateway', (gateway) => gateway.observed.state === 'ready');
    const pid = ready.observed.state === 'ready' ? (ready.observed.pid ?? 0) : 0;
    expect(() => process.kill(pid, 0)).not.toThrow();

    const answer = await double.window.webContents.page.gatehouse?.invoke('profiles.add', { agent: 'main' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad_input' } });

    const key = `sk-ant-api03-FAKE-${'x'.repeat(80)}-a1b2`;
    const credential = { type: 'api_key', key };
    const seen: TopicEvent[] = [];
    double.window.webContents.page.gatehouse?.subscribe((event) => seen.push(event));
    const added = await double.window.webContents.page.gatehouse?.invoke('profiles.add', {
      provider: 'anthropic',
      credential,
    });
    expect(added).toMatchObject({ ok: true, value: { id: 'anthropic:default' } });
    await until(host, 'models', ({ agents }) => agents[0]?.answersNext[0]?.usable === true);
    await settled();
    const labels = double.tray.menu.items.map((item) => item.label);
    expect(labels[0]).toMatch(/^Ready · .+ via anthropic:default$/);
    expect(labels[1]).toBe('Anthropic: default …a1b2');
    expect(JSON.stringify(seen)).not.toContain('FAKE');

    double.tray.menu.item('copyEndpoint').click();
    await settled();
    expect(double.clipboardText).toBe(`http://127.0.0.1:${port}`);

    double.tray.menu.item('stop').click();
    await until(host, 'gateway', (gateway) => gateway.observed.state === 'stopped');
    await settled();
    expect(double.tray.menu.items[0]?.label).toBe('Stopped');
    double.tray.menu.item('start').click();
    const again = await until(host, 'gateway', (gateway) => gateway.observed.state === 'ready');
    const secondPid = again.observed.state === 'ready' ? (again.observed.pid ?? 0) : 0;

    const exited = once(double.app, 'exited');
    await double.window.webContents.page.gatehouse?.invoke('app.quit', {});
    await exited;
    for (const gone of [pid, secondPid]) expect(() => process.kill(gone, 0)).toThrow('ESRCH');
  });
});
