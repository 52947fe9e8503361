import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown';
import { build as buildRenderer } from 'vite';
import { thirdPartyLicences } from './licences.ts';

/**
 * One build for everything that ships: each program is a single file with a source map beside it. `electron` comes
 * with the runtime and `keytar` is native, so these two stay outside.
 */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

interface Program {
  input: string;
  file: string;
  format: 'esm' | 'cjs';
}

const programs: readonly Program[] = [
  { input: 'main/index.ts', file: 'main.js', format: 'esm' },
  { input: 'main/headless.ts', file: 'host.js', format: 'esm' },
  { input: 'gateway/bin.ts', file: 'gateway.js', format: 'esm' },
  // Loaded by the gateway when `state.url` is set.
  { input: 'node_modules/@redis/client/dist/index.js', file: 'redis.js', format: 'esm' },
  { input: 'cli/bin.ts', file: 'cli.js', format: 'esm' },
  // A sandboxed preload is CommonJS.
  { input: 'preload/index.ts', file: 'preload.cjs', format: 'cjs' },
];

export function programOptions({ input, file, format }: Program): InputOptions & { output: OutputOptions } {
  return {
    input: join(root, input),
    cwd: root,
    platform: 'node',
    external: ['electron', 'keytar'],
    transform: { target: 'node24' },
    treeshake: true,
    output: {
      file: join(dist, file),
      format,
      sourcemap: true,
      codeSplitting: false,
      minify: { mangle: false, compress: true, codegen: true },
    },
  };
}

async function buildProgram(program: Program): Promise<void> {
  const { output, ...options } = programOptions(program);
  const bundle = await rolldown(options);
  await bundle.write(output);
  await bundle.close();
}

if (import.meta.main) {
  await rm(dist, { recursive: true, force: true });
  await Promise.all([
    // Read by the command line when it is asked for help in another language, so not in its bundle.
    cp(join(root, 'resources', 'locales', 'cli'), join(dist, 'locales', 'cli'), { recursive: true }),
    ...programs.map(buildProgram),
    buildRenderer({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn' }),
  ]);
  // Where the window can show it.
  await writeFile(join(dist, 'renderer', 'third-party-licences.txt'), thirdPartyLicences());
}
