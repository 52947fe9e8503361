// Types, format and lint, layers, unused code: what can be said of the code without running it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root, say } from './bootstrap.mjs';

const windows = process.platform === 'win32';
const bin = (name) => join(root, 'node_modules', '.bin', windows ? `${name}.cmd` : name);
const steps = [
  ['types', bin('tsc'), ['--noEmit']],
  ['format and lint', bin('biome'), ['check', '--error-on-warnings', '.']],
  ['layers', pinnedNode, [join(root, 'scripts', 'layers.ts')]],
  ['unused code', bin('knip'), ['--no-progress']],
];

/** Runs all steps, names the ones that fail, and answers whether all is well. */
export function staticChecks() {
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}${windows ? ';' : ':'}${process.env.PATH}`,
  };
  let well = true;
  for (const [name, command, args] of steps) {
    const began = performance.now();
    const done = spawnSync(command, args, {
      cwd: root,
      stdio: 'inherit',
      env,
      shell: command.endsWith('.cmd'),
    });
    well &&= done.status === 0;
    say(`${done.status === 0 ? '✓' : '✗'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
  return well;
}
