import { createInterface } from 'node:readline';
import { refreshItem } from '#store/oauth/refresh.ts';
import { openStores } from '#store/open-stores.ts';

/**
 * A process that refreshes the vault item named by each line it reads, and prints what came of it.
 * Argument: state directory.
 */
const stores = await openStores({ stateDir: process.argv[2] ?? '' });
for await (const item of createInterface({ input: process.stdin })) {
  const outcome = await refreshItem(stores, item);
  console.log(JSON.stringify(outcome));
}
process.exit(0);
