// `npm run -s gatehouse -- ARGS`: the built command line, from a checkout.
import { bootstrap, runPinned } from './lib/bootstrap.mjs';

bootstrap();
runPinned('dist/cli.js', process.argv.slice(2));
