import { dirname, join } from 'node:path';
import { runDesktop } from '#main/desktop/desktop.ts';
import { electron } from '#main/desktop/electron.ts';
import { installedBy, systemUpdater } from '#main/desktop/updater.ts';
import { createHost } from '#main/host.ts';
import { fileLog } from '#main/log.ts';
import { programPaths } from '#main/paths.ts';
import { watchTrayHost } from '#main/tray-host.ts';
import { contentSecurityPolicy, rendererFiles } from '#main/web/renderer-files.ts';

/** The desktop app: Electron starts this file. */

const { env, platform } = process;
const paths = programPaths();
const dist = dirname(paths.renderer);
// Before the host has its log, and for what concerns this face alone: the journal of the session.
const log = fileLog({ write: (line) => process.stderr.write(line) });

runDesktop(electron, {
  createHost: (services) => createHost({ env, face: 'desktop', ...services }),
  content: { files: rendererFiles(paths.renderer), contentSecurityPolicy },
  preload: join(dist, 'preload.cjs'),
  iconDir: join(dist, '..', 'resources', 'icons'),
  watchTrayHost: (tell) => watchTrayHost(platform, env, tell),
  env,
  platform,
  argv: process.argv.slice(1),
  execPath: process.execPath,
  versions: { electron: process.versions.electron ?? '', chrome: process.versions.chrome ?? '' },
  installed: installedBy(process.resourcesPath),
  updater: systemUpdater,
  log,
}).catch((error: unknown) => {
  log.error('desktop.failed', {}, error);
  electron.app.exit(1);
});
