import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDesktop } from '#main/desktop/testing/start-desktop.ts';
import { watchTrayHost } from '#main/tray-host.ts';
import { trayHostName } from '#store/tray-host.ts';
import { type BusConnection, busItself, connectBus } from '#store/vault/dbus.ts';

type Env = Record<string, string>;

/** A real message bus of this test alone. */
async function startBus(): Promise<Env> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(async () => {
    const exited = once(bus, 'exit');
    bus.kill();
    await exited;
  });
  const lines = createInterface({ input: bus.stdout });
  const [address] = (await once(lines, 'line')) as [string];
  lines.close();
  return { DBUS_SESSION_BUS_ADDRESS: address };
}

/** Owns the name as a panel does, until it is closed. */
async function startPanel({ DBUS_SESSION_BUS_ADDRESS = '' }: Env): Promise<BusConnection> {
  const panel = await connectBus(DBUS_SESSION_BUS_ADDRESS, 5_000);
  onTestFinished(() => panel.close());
  await panel.call({ ...busItself, member: 'RequestName', signature: 'su', body: [trayHostName, 0] }, 5_000);
  return panel;
}

/** What was told, one value at a time. */
function told() {
  const values: boolean[] = [];
  let wake = () => {};
  return {
    tell(present: boolean) {
      values.push(present);
      wake();
    },
    async next(): Promise<boolean> {
      for (;;) {
        const value = values.shift();
        if (value !== undefined) return value;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

describe.runIf(process.platform === 'linux')('the watch over the tray of a Linux desktop', () => {
  it('tells when the panel comes, goes and comes back, and nothing after it was stopped', async () => {
    const env = await startBus();
    const { tell, next } = told();
    const watch = watchTrayHost('linux', env, tell);
    expect(await next()).toBe(false);
    const panel = await startPanel(env);
    expect(await next()).toBe(true);
    panel.close();
    expect(await next()).toBe(false);
    await startPanel(env);
    expect(await next()).toBe(true);
    watch.stop();
  });

  it('tells false where no bus can be reached', async () => {
    for (const address of ['tcp:host=127.0.0.1', 'unix:path=/nowhere/bus']) {
      const { tell, next } = told();
      watchTrayHost('linux', { DBUS_SESSION_BUS_ADDRESS: address }, tell);
      expect(await next()).toBe(false);
    }
  });

  it('has the icon made anew when the panel is back', async () => {
    const env = await startBus();
    const { tell, next } = told();
    const { double } = await startDesktop({
      platform: 'linux',
      watchTrayHost: (tellApp) =>
        watchTrayHost('linux', env, (present) => {
          tellApp(present);
          tell(present);
        }),
    });
    expect(await next()).toBe(false);
    await startPanel(env);
    expect(await next()).toBe(true);
    expect(double.trays.map((tray) => tray.destroyed)).toEqual([true, false]);
    expect(double.tray.menu.item('quit').label).toBe('Quit Gatehouse');
    double.electron.app.quit();
    await double.app.exited();
  });
});

it('macOS and Windows always have a tray', () => {
  const values: boolean[] = [];
  watchTrayHost('darwin', {}, (present) => values.push(present));
  watchTrayHost('win32', {}, (present) => values.push(present));
  expect(values).toEqual([true, true]);
});
