import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pinnedNode } from './lib/bootstrap.mjs';
import { runInPrivateSession } from './lib/private-session.mjs';
import { packageConfig, validateConfig } from './packaging/config.ts';
import { checkContents, checkEmbedded, checkFuses, type Finding } from './packaging/contents.ts';
import { runtimePackage } from './packaging/runtime-node.ts';
import { stage } from './packaging/stage.ts';

/**
 * Looks at what is packed: contents, sizes, integrity, fuses, and whether the command line works while no app runs.
 *
 *     node scripts/check-package.ts --staged            packs for every system around a stand-in for Electron, and runs what can run here
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
  const findings = [await configuration()];
  const notFetched: string[] = [];
  for (const os of ['linux', 'mac', 'win'] as const) {
    for (const arch of ['x64', 'arm64'] as const) {
      const own = process.platform === 'linux' && os === 'linux' && arch === process.arch;
      if (!own) notFetched.push(runtimePackage(os, arch));
      const app = await stage(os, arch, own ? 'present' : 'stand-in');
      try {
        const found = [
          ...checkContents(app.resources),
          ...checkEmbedded(app.resources, app.executable),
          await checkFuses(app.executable, electronFuses as Readonly<Record<string, boolean>>),
          ...(own ? await runStaged(app.resources) : []),
        ];
        findings.push(...found.map(({ what, trouble }) => ({ what: `${os} ${arch}: ${what}`, trouble })));
      } finally {
        app.remove();
      }
    }
  }
  say(
    "\nPacked by electron-builder around a stand-in for Electron's binary; the programs ran on this system's Node.",
  );
  say('Not run: Electron itself, its check of the archive, AppImage, deb, rpm, dmg, NSIS, and signing.');
  say(`Not fetched, an empty file in their place: ${notFetched.join(', ')}.\n`);
  return findings;
}

/** A built app as it lies in `release/`, or installed. */
async function built(folder: string): Promise<Finding[]> {
  const mac = folder.endsWith('.app');
  const resources = mac ? join(folder, 'Contents', 'Resources') : join(folder, 'resources');
  if (!existsSync(resources)) throw new Error(`${resources} is not there.`);
  const binary = mac
    ? folder
    : join(
        folder,
        readdirSync(folder).find((name) => /^(gatehouse-desktop|Gatehouse\.exe)$/.test(name)) ??
          'gatehouse-desktop',
      );
  const { electronFuses } = await packageConfig({});
  return [
    await configuration(),
    ...checkContents(resources),
    ...checkEmbedded(resources, binary),
    await checkFuses(binary, electronFuses as Readonly<Record<string, boolean>>),
  ];
}
