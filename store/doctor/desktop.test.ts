import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DoctorOptions } from '#store/doctor/run.ts';
import { runChecks } from '#store/doctor/run.ts';
import { openStores } from '#store/open-stores.ts';
import { testDirectory } from '#store/testing/directory.ts';
import { trayHostName } from '#store/tray-host.ts';
import { busItself, connectBus } from '#store/vault/dbus.ts';
import { requireKeychain, startTestKeyring } from '#store/vault/testing/keyring.ts';

const optionsOn = async (env: Record<string, string>): Promise<DoctorOptions> => {
  const root = join(await testDirectory(), 'state');
  return {
    stores: await openStores({ stateDir: root, env }),
    env,
    platform: process.platform,
    now: Date.now(),
    program: { node: process.execPath, cliFile: join(root, 'cli.js') },
    versions: process.versions,
  };
};
const states = async (options: DoctorOptions, ...ids: string[]) =>
  (await runChecks(options, ids)).map(({ state }) => state);

test.runIf(process.platform === 'linux')(
  'a desktop that shows tray icons is told from one that does not',
  async () => {
    requireKeychain();
    const session = await startTestKeyring({ daemon: false });
    onTestFinished(() => session.stop());
    const options = await optionsOn({ ...session.env, DISPLAY: ':99' });
    expect(await states(options, 'tray')).toEqual(['note']);
    const panel = await connectBus(session.env.DBUS_SESSION_BUS_ADDRESS ?? '', 5_000);
    onTestFinished(() => panel.close());
    const request = { ...busItself, member: 'RequestName', signature: 'su', body: [trayHostName, 0] };
    await panel.call(request, 5_000);
    expect(await states(options, 'tray')).toEqual(['ok']);
    expect(await states({ ...options, env: session.env }, 'tray')).toEqual(['skipped']);
  },
);
