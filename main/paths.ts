import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeRuntime } from '#store/node-runtime.ts';
import packageJson from '../package.json' with { type: 'json' };

export interface ProgramPaths {
  /** The gateway's entry file. */
  gateway: string;
  /** The command line's entry file, where a plain Node can read it. */
  cli: string;
  /** A Node that runs it, also while the app is closed. */
  node: string;
  /** The built window: `index.html` and its assets; may not be built yet. */
  renderer: string;
  version: string;
}

/**
 * Where the other programs lie: beside the bundle this runs in (`dist/`), or in the source tree when it runs from
 * there. Only Electron reads inside `app.asar`, so a package carries the command line a second time beside its Node.
 * @param from `import.meta.url` of the caller's bundle; this file's own by default.
 */
export function programPaths(from: string = import.meta.url): ProgramPaths {
  const here = dirname(fileURLToPath(from));
  const bundled = existsSync(join(here, 'gateway.js'));
  const root = join(here, '..');
  const dist = bundled ? here : join(root, 'dist');
  const asar = /^(.*)[\\/]app\.asar[\\/]/.exec(here)?.[1];
  const cli =
    bundled || existsSync(join(dist, 'cli.js')) ? join(dist, 'cli.js') : join(root, 'cli', 'bin.ts');
  return {
    gateway: bundled ? join(here, 'gateway.js') : join(root, 'gateway', 'bin.ts'),
    cli: asar === undefined ? cli : join(asar, 'program', 'dist', 'cli.js'),
    node: nodeRuntime(),
    renderer: join(dist, 'renderer'),
    version: packageJson.version,
  };
}
