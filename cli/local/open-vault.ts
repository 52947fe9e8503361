import type { CommandContext } from '#cli/command.ts';
import { vaultError } from '#cli/local/vault-error.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';

/**
 * The vault, made ready to take a secret: a locked one is opened on a terminal, by the system's prompt or by the
 * passphrase of the encrypted file. Asked before anybody goes and fetches a secret that could not be stored.
 * @throws GatehouseError the vault's codes when it stays closed.
 */
export async function openedVault(
  calls: { vault(): Promise<VaultStatus>; unlock(passphrase?: string): Promise<VaultStatus> },
  context: Pick<CommandContext, 'stdin' | 'stderr' | 'env' | 'signal'>,
): Promise<VaultStatus> {
  const { stdin, stderr } = context;
  let vault = await calls.vault();
  if (vault.state === 'locked' && stdin.isTTY) {
    if (vault.level === 'encrypted_file') {
      const { readSecret } = await import('#cli/term/read-secret.ts');
      const prompt = 'Passphrase of the encrypted vault (it is not shown): ';
      vault = await calls.unlock(await readSecret({ ...context, prompt }));
    } else {
      stderr.write('The keychain is locked; your system asks for its password now.\n');
      vault = await calls.unlock();
    }
  }
  const refused = vaultError(vault);
  if (refused) throw refused;
  return vault;
}
