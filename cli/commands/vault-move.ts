import { type CommandContext, defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const vaultMove = defineCommand({
  path: ['vault', 'move'],
  summary: 'Move every secret to the keychain, or to an encrypted file.',
  details: [
    'All are copied, read back and compared, then switched, and only then removed from where they were.',
    'The encrypted file is for machines without a keychain. It is opened by a passphrase, or with --key-file by a file that only you can read: whoever can read both files has all secrets.',
  ],
  usageHint: 'A passphrase never goes on the command line: it is asked for, or read from standard input.',
  options: {
    to: {
      type: 'string',
      value: '<level>',
      summary: 'Where to (needed)',
      choices: ['keychain', 'encrypted_file'],
    },
    'key-file': {
      type: 'boolean',
      summary: 'The encrypted file is opened by a key file, for a machine that nobody attends',
    },
    yes: { type: 'boolean', short: 'y', summary: 'Do not ask for confirmation' },
  },
  examples: [
    ['vault move --to encrypted_file', 'Asks for a passphrase, twice'],
    ['vault move --to encrypted_file --key-file --yes', 'On a server'],
    ['vault move --to keychain', 'Back'],
  ],
  schema: () => import('#cli/commands/vault.schema.ts').then((schemas) => schemas.vaultMovedSchema),
  run: async (context) => {
    const { options, stdin, stderr, signal, out } = context;
    const to = options.to === 'keychain' || options.to === 'encrypted_file' ? options.to : missingLevel();
    const [{ callsFor }, { openedVault }, { confirm }] = await Promise.all([
      import('#cli/local/calls.ts'),
      import('#cli/local/open-vault.ts'),
      import('#cli/term/confirm.ts'),
    ]);
    const calls = await callsFor(context);
    // A keychain that is not there holds nothing that could be moved; then the file is simply begun.
    const before = await calls.vault();
    if (before.state === 'locked') await openedVault(calls, context);
    const byPassphrase = to === 'encrypted_file' && !options['key-file'];
    // A passphrase that is piped in takes all of standard input, so nobody can be asked besides.
    if (!byPassphrase || stdin.isTTY) {
      const where = to === 'keychain' ? 'the keychain' : 'an encrypted file';
      await confirm(`Move every secret to ${where}?`, { yes: options.yes, stdin, stderr, signal });
    }
    const protect = byPassphrase
      ? { by: 'passphrase' as const, passphrase: await newPassphrase(context) }
      : { by: 'key_file' as const };
    const { value, warnings } = await calls.invoke('vault.move', {
      to,
      ...(to === 'encrypted_file' ? { protect } : {}),
    });
    return {
      json: { to, moved: value.moved, via: calls.via },
      warnings,
      text: `${out.green(out.symbols.ok)} ${value.moved} secrets lie in ${to === 'keychain' ? 'the keychain' : 'the encrypted file'} now.`,
    };
  },
});

function missingLevel(): never {
  throw new GatehouseError('bad_input', 'Where to? --to keychain, or --to encrypted_file.');
}

async function newPassphrase(context: CommandContext): Promise<string> {
  const { readSecret } = await import('#cli/term/read-secret.ts');
  const read = async (prompt: string) => (await readSecret({ ...context, prompt })).replace(/\r?\n$/, '');
  const first = await read('New passphrase (it is not shown): ');
  if (!context.stdin.isTTY || (await read('The same again: ')) === first) return first;
  throw new GatehouseError('bad_input', 'The two passphrases differ; nothing was moved.', {
    hint: 'Try again.',
  });
}
