import { endProcess } from '#store/vault/keytar.ts';
import { openVault } from '#store/vault/open-vault.ts';
import { vaultPlaces } from '#store/vault/vault-places.ts';

/**
 * What a fresh process makes of the vault of a state directory, printed as JSON: the state, and how reading, writing
 * and listing end. Arguments: state directory, name of an item that is there.
 */
const [root = '', item = ''] = process.argv.slice(2);
const vault = openVault(vaultPlaces(root, process.env, '/nowhere'));
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'unknown',
  );
const status = await vault.check();
const answer = {
  state: 'reason' in status ? status.reason : status.state,
  get: await outcome(vault.get(item)),
  set: await outcome(vault.set('p-written-in-fault', 'sk-FAKE')),
  list: await outcome(vault.list()),
};
console.log(JSON.stringify(answer));
endProcess(0);
