import { openVault } from '#store/vault/open-vault.ts';
import { vaultPlaces } from '#store/vault/vault-places.ts';

/** Prints every item of the vault of a state directory with its (fake) secret as JSON. Argument: state directory. */
const [root = ''] = process.argv.slice(2);
const vault = openVault(vaultPlaces(root, process.env, '/nowhere'));
const found: [string, string][] = [];
for (const item of await vault.list()) found.push([item, await vault.get(item)]);
console.log(JSON.stringify(found));
