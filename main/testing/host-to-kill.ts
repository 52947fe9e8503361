import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { emptySnapshot, realGateway, supervised } from '#main/testing/supervised.ts';

/** A host that says, once its gateway is ready and written down, where its files are; a test kills it then. */
const [, , mode = 'good'] = process.argv;
const one = await supervised(mode, mode === 'real' ? { entry: realGateway } : {});
one.supervisor.load(1, emptySnapshot);
one.supervisor.start();
const state = await one.until((now) => now.state === 'ready');
const written = () =>
  access(join(one.dir, 'gateway.json')).then(
    () => true,
    () => false,
  );
while (!(await written())) await new Promise((resolve) => setTimeout(resolve, 10));
process.send?.({ dir: one.dir, pid: state.state === 'ready' ? state.pid : 0 });
