// `npm run check`: types, format and lint, layers, unused code, unit tests. Each step is also what CI runs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, pinnedNode, root, say } from './lib/bootstrap.mjs';

bootstrap();
const bin = (name) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const steps = [
  ['types', bin('tsc'), ['--noEmit']],
  ['format and lint', bin('biome'), ['check', '.']],
  ['layers', pinnedNode, [join(root, 'scripts', 'layers.ts')]],
  ['unused code', bin('knip'), ['--no-progress']],
  ...(process.argv.includes('--static') ? [] : [['unit tests', pinnedNode, [join(root, 'scripts', 'test.mjs'), '--unit']]]),
];
const path = `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;

for (const [name, command, args] of steps) {
  const began = performance.now();
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
    shell: command.endsWith('.cmd'),
  });
  if (done.status !== 0) {
    say(`✗ ${name}`);
    process.exit(done.status ?? 1);
  }
  say(`✓ ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}
