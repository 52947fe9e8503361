import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pinnedNode } from './lib/bootstrap.mjs';
import { runInPrivateSession } from './lib/private-session.mjs';
import { packageConfig, validateConfig } from './packaging/config.ts';
import { checkContents, checkFuses, type Finding } from './packaging/contents.ts';
import { type Processor, runtimePackage } from './packaging/runtime-node.ts';
import { stageLinux } from './packaging/stage.ts';

/**
 * Looks at what is packed: contents, sizes, integrity, fuses, and whether the command line works while no app runs.
 *
 *     node scripts/check-package.ts --staged            packs for Linux around a stand-in for Electron, and runs it
 *     node scripts/check-package.ts --built FOLDER      a built app: release/linux-unpacked, …/Gatehouse.app
 */
const { values } = parseArgs({
  options: { staged: { type: 'boolean' }, built: { type: 'string' }, 'in-session': { type: 'boolean' } },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

if (values.built === undefined && !values.staged) {
  say('node scripts/check-package.ts --staged | --built FOLDER');
  process.exitCode = 2;
} else if (values.staged && !values['in-session']) {
  // A keychain of its own.
  process.exitCode = runInPrivateSession([pinnedNode, import.meta.filename, '--staged', '--in-session']);
} else {
  const findings = values.built === undefined ? await staged() : await built(resolve(values.built));
  for (const { what, trouble } of findings) {
    say(`${trouble.length === 0 ? 'ok  ' : 'FAIL'} ${what}`);
    for (const line of trouble) say(`       ${line}`);
  }
  process.exitCode = findings.every(({ trouble }) => trouble.length === 0) ? 0 : 1;
}

async function configuration(): Promise<Finding> {
  const urls = [undefined, 'https://downloads.example/gatehouse'];
  const trouble: string[] = [];
  for (const GATEHOUSE_UPDATE_URL of urls) {
    await packageConfig({ GATEHOUSE_UPDATE_URL })
      .then(validateConfig)
      .catch((error: Error) => trouble.push(error.message));
  }
  return { what: 'electron-builder accepts the configuration, with and without an update address', trouble };
}

async function staged(): Promise<Finding[]> {
  const { runStaged } = await import('./packaging/run-staged.ts');
  const { electronFuses } = await packageConfig({});
  const arch = process.arch as Processor;
  const app = await stageLinux(arch);
  try {
    const findings = [
      await configuration(),
      ...checkContents(app.resources),
      await checkFuses(app.executable, electronFuses as Readonly<Record<string, boolean>>),
      ...(await runStaged(app.resources)),
    ];
    say(`\nStaged for linux ${arch} by electron-builder, around a stand-in for Electron's binary.`);
    say('Not run: Electron itself, its check of the archive, AppImage, deb, rpm, dmg, NSIS, and signing.');
    const others = (['linux', 'mac', 'win'] as const).flatMap((os) =>
      (['x64', 'arm64'] as const).map((processor) => runtimePackage(os, processor)),
    );
    say(`Not fetched: the Node of other systems (${others.join(', ')}).\n`);
    return findings;
  } finally {
    app.remove();
  }
}

/** A built app as it lies in `release/`, or installed. */
async function built(folder: string): Promise<Finding[]> {
  const mac = folder.endsWith('.app');
  const resources = mac ? join(folder, 'Contents', 'Resources') : join(folder, 'resources');
  if (!existsSync(resources)) throw new Error(`${resources} is not there.`);
  const binary = mac
    ? join(folder, 'Contents', 'MacOS', 'Gatehouse')
    : join(
        folder,
        readdirSync(folder).find((name) => /^(gatehouse-desktop|Gatehouse\.exe)$/.test(name)) ??
          'gatehouse-desktop',
      );
  const { electronFuses } = await packageConfig({});
  return [
    await configuration(),
    ...checkContents(resources),
    await checkFuses(binary, electronFuses as Readonly<Record<string, boolean>>),
  ];
}
