// `npm test [-- --unit|--e2e] [FILTER…]`: sees to everything the tests need, then runs the static checks, the unit and
// integration tests (Vitest) and the end-to-end tests (Playwright); with an argument, only the tests it names.
import { join } from 'node:path';
import { bootstrap, pinnedNode, root } from './lib/bootstrap.mjs';
import { runInPrivateSession } from './lib/private-session.mjs';
import { staticChecks } from './lib/static-checks.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

bootstrap();
ensureSystemPackages();
if (process.argv.length === 2 && !staticChecks()) process.exit(1);
process.exit(
  runInPrivateSession([pinnedNode, join(root, 'scripts', 'lib', 'run-tests.mjs'), ...process.argv.slice(2)]),
);
