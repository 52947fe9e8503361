// `npm run bench`: figures as ratios measured in one run; see docs/benchmarks.md.
import { bootstrap, runPinned } from './lib/bootstrap.mjs';

bootstrap();
runPinned('bench/run.ts', process.argv.slice(2));
