import { openVault } from '#store/vault/open-vault.ts';
import { vaultPlaces } from '#store/vault/vault-places.ts';

/** What a process in another session, with another keychain, makes of a state directory; printed as JSON. */
const [root = ''] = process.argv.slice(2);
const vault = openVault(vaultPlaces(root, process.env, '/nowhere'));
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: { code?: string; where?: string }) =>
      `${error.code ?? String(error)} ${error.where ?? ''}`.trim(),
  );
const told = async (asked: Promise<{ state: string; reason?: string }>) => {
  const status = await asked;
  return status.reason ?? status.state;
};
const status = await told(vault.check());
const get = await outcome(vault.get('p-0'));
const set = await outcome(vault.set('p-9', 'sk-FAKE'));
const list = await outcome(vault.list());
const accepted = await told(vault.unlock());
console.log(JSON.stringify({ status, get, set, list, accepted, afterwards: await vault.list() }));
