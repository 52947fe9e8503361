import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };

export interface ProgramPaths {
  /** The gateway's entry file. */
  gateway: string;
  /** The command line's entry file. */
  cli: string;
  /** The built window: `index.html` and its assets; may not be built yet. */
  renderer: string;
  version: string;
}

/**
 * Where the other programs lie: beside the bundle this runs in (`dist/`), or in the source tree when it runs from
 * there.
 * @param from `import.meta.url` of the caller's bundle; this file's own by default.
 */
export function programPaths(from: string = import.meta.url): ProgramPaths {
  const here = dirname(fileURLToPath(from));
  const bundled = existsSync(join(here, 'gateway.js'));
  const root = join(here, '..');
  const dist = bundled ? here : join(root, 'dist');
  return {
    gateway: bundled ? join(here, 'gateway.js') : join(root, 'gateway', 'bin.ts'),
    cli: bundled || existsSync(join(dist, 'cli.js')) ? join(dist, 'cli.js') : join(root, 'cli', 'bin.ts'),
    renderer: join(dist, 'renderer'),
    version: packageJson.version,
  };
}
