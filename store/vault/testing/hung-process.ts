import { openKeychainVault } from '#store/vault/keychain.ts';
import { endProcess, loadKeytar } from '#store/vault/keytar.ts';

/**
 * A process for the test of `endProcess`: freezes the keyring daemon (its pid is the first argument) right before a
 * native call, prints the code of the error, and ends.
 */
const daemonPid = Number(process.argv[2]);
const vault = openKeychainVault({
  service: 'Gatehouse test of a hang',
  timeoutMs: 400,
  load: () => {
    const keytar = loadKeytar();
    return {
      ...keytar,
      getPassword: (service: string, account: string) => {
        process.kill(daemonPid, 'SIGSTOP');
        return keytar.getPassword(service, account);
      },
    };
  },
});
const code = await vault.get('p-any').then(
  () => 'resolved',
  (error: { code?: string }) => error.code ?? 'unknown',
);
console.log(code);
endProcess(0);
