// `npm run check`: types, format and lint, layers, unused code, unit tests. `--static` leaves the tests out.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, pinnedNode, root } from './lib/bootstrap.mjs';
import { staticChecks } from './lib/static-checks.mjs';

const staticOnly = process.argv.includes('--static');
bootstrap({ build: !staticOnly });
const well = staticChecks();
if (staticOnly || !well) process.exit(well ? 0 : 1);
const tests = [join(root, 'scripts', 'test.mjs'), '--unit'];
process.exit(spawnSync(pinnedNode, tests, { cwd: root, stdio: 'inherit' }).status ?? 1);
