import { openFileVault } from '#store/vault/file-vault.ts';

/** A process that sets items in a vault file one by one and prints each after it was acknowledged. Arguments: file, name, number. */
const [file = '', name = '', edits = '0'] = process.argv.slice(2);
const vault = openFileVault({ file });
for (let edit = 0; edit < Number(edits); edit++) {
  const item = `p-${name}-${edit}`;
  await vault.set(item, `sk-FAKE-${item}`);
  console.log(item);
}
