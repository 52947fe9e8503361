import { runCli } from '#cli/testing/run-cli.ts';

/** Gives a state directory an encrypted vault that a key file opens: a real vault where no keychain is. */
export async function useFileVault(stateDir: string): Promise<void> {
  const moved = await runCli(['vault', 'move', '--to', 'encrypted_file', '--key-file', '--yes'], {
    stateDir,
  });
  if (moved.code !== 0) throw new Error(`The vault could not be made: ${moved.stderr}`);
}
