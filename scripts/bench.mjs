// `npm run bench`: figures as ratios measured in one run; see docs/benchmarks.md.
import { join } from 'node:path';
import { bootstrap, pinnedNode, root } from './lib/bootstrap.mjs';
import { runInPrivateSession } from './lib/private-session.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

bootstrap();
ensureSystemPackages();
process.exit(runInPrivateSession([pinnedNode, join(root, 'bench', 'run.ts'), ...process.argv.slice(2)]));
