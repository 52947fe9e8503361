import { addApiKey, replaceApiKey } from '#store/credentials/add.ts';
import { openStores } from '#store/open-stores.ts';

/** A process that adds a key, then replaces it for ever, and prints a line after each acknowledged step. */
const stores = await openStores({ stateDir: process.argv[2] ?? '' });
const key = (number: number) => `sk-proj-FAKE-${number}-${'x'.repeat(3_000)}`;
const { id } = await addApiKey(stores, { agent: 'main', provider: 'openai', key: key(0) });
console.log(id);
for (let number = 1; ; number++) {
  await replaceApiKey(stores, { agent: 'main', id, key: key(number) });
  console.log(number);
}
