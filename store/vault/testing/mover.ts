import { moveVault } from '#store/vault/move.ts';
import { openVault } from '#store/vault/open-vault.ts';
import { vaultPlaces } from '#store/vault/vault-places.ts';

/** A process that moves the vault of a state directory, to be killed meanwhile. Arguments: state directory, level. */
const [root = '', to = 'keychain'] = process.argv.slice(2);
const vault = openVault(vaultPlaces(root, process.env, '/nowhere'));
await vault.check();
console.log('begin');
await moveVault(
  vault,
  to === 'keychain' ? { to: 'keychain' } : { to: 'encrypted_file', protect: { by: 'key_file' } },
);
console.log('moved');
