import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { startDesktop } from '#main/desktop/testing/start-desktop.ts';
import { socketPath, watcherName, watchTrayHost } from '#main/desktop/tray-host.ts';

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) await end(child);
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}

/** A real message bus of this test alone. */
async function startBus(): Promise<{ bus: ChildProcess; address: string }> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(bus);
  const lines = createInterface({ input: bus.stdout });
  const [address] = (await once(lines, 'line')) as [string];
  lines.close();
  return { bus, address };
}

/** Owns the watcher's name, as a panel does, until it is ended. */
function startPanel(address: string): ChildProcess {
  const panel = spawn(process.execPath, ['--input-type=module', '--eval', panelScript, address], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(panel);
  return panel;
}
const panelScript = `
  import { ownName } from '#main/desktop/testing/own-name.ts';
  ownName(process.argv[1], '${watcherName}');
`;

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
      while (values.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return values.shift() as boolean;
    },
  };
}

describe.runIf(process.platform === 'linux')('the watch over the desktop’s tray', () => {
  it('tells when the panel comes, goes and comes back', async () => {
    const { address } = await startBus();
    const { tell, next } = told();
    const watch = watchTrayHost('linux', { DBUS_SESSION_BUS_ADDRESS: address }, tell);
    expect(await next()).toBe(false);
    const panel = startPanel(address);
    expect(await next()).toBe(true);
    await end(panel);
    expect(await next()).toBe(false);
    startPanel(address);
    expect(await next()).toBe(true);
    watch.stop();
  });

  it('tells false when the bus goes away', async () => {
    const { bus, address } = await startBus();
    startPanel(address);
    const { tell, next } = told();
    watchTrayHost('linux', { DBUS_SESSION_BUS_ADDRESS: address }, tell);
    while (!(await next()));
    await end(bus);
    expect(await next()).toBe(false);
  });

  it('tells false without a bus, and with one that cannot be reached', async () => {
    for (const address of [undefined, '', 'tcp:host=127.0.0.1', 'unix:path=/nowhere/bus']) {
      const { tell, next } = told();
      watchTrayHost('linux', { DBUS_SESSION_BUS_ADDRESS: address }, tell);
      expect(await next()).toBe(false);
    }
  });

  it('has the icon made anew when the panel is back', async () => {
    const { address } = await startBus();
    const { double } = await startDesktop({ platform: 'linux', env: { DBUS_SESSION_BUS_ADDRESS: address } });
    const seen = told();
    // The app's own watch asked first; once this one is answered, a panel that comes is one that comes back.
    const watch = watchTrayHost('linux', { DBUS_SESSION_BUS_ADDRESS: address }, seen.tell);
    expect(await seen.next()).toBe(false);
    const remade = once(double.events, 'tray');
    startPanel(address);
    await remade;
    expect(double.trays.map((tray) => tray.destroyed)).toEqual([true, false]);
    expect(double.tray.menu.item('quit').label).toBe('Quit Gatehouse');
    watch.stop();
    double.electron.app.quit();
    await double.app.exited();
  });
});

it('macOS and Windows always have a tray', async () => {
  const { tell, next } = told();
  watchTrayHost('darwin', {}, tell);
  expect(await next()).toBe(true);
});

it('the address of the bus is read as the specification writes it', () => {
  expect(socketPath('unix:path=/run/user/1000/bus')).toBe('/run/user/1000/bus');
  expect(socketPath('unix:abstract=/tmp/dbus-x,guid=00')).toBe('\0/tmp/dbus-x');
  expect(socketPath('tcp:host=x;unix:path=/a%20b')).toBe('/a b');
  expect(socketPath('unix:path=%zz')).toBeUndefined();
});
