import { type CommandContext, type CommandResult, defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';

const schema = () => import('#cli/commands/vault.schema.ts').then((schemas) => schemas.vaultStateSchema);

const levelNames = { keychain: 'the system’s keychain', encrypted_file: 'an encrypted file' };

async function shown(
  { out }: Pick<CommandContext, 'out'>,
  vault: VaultStatus,
  via: 'host' | 'store',
): Promise<CommandResult> {
  const [{ vaultLines }, { table }] = await Promise.all([
    import('#cli/term/vault-line.ts'),
    import('#cli/term/table.ts'),
  ]);
  const [line = '', hint] = vaultLines(vault, out);
  return {
    json: { ...vault, via },
    text: table([
      [out.dim('Vault'), line],
      ...(hint === undefined ? [] : [['', hint]]),
      [out.dim('Level'), levelNames[vault.level]],
    ]).join('\n'),
  };
}

export const vaultStatus = defineCommand({
  path: ['vault', 'status'],
  summary: 'Show where secrets lie, and whether that answers.',
  details: ['Nothing is unlocked and nobody is asked.'],
  options: { check: { type: 'boolean', summary: 'Exit with 1 unless secrets can be read now' } },
  examples: [
    ['vault status', 'For people'],
    ['vault status --check', 'For a script: see the exit codes'],
  ],
  exitCodes: { 0: 'shown; with --check: it is ready', 1: 'it failed; with --check: it is not ready' },
  schema,
  run: async (context) => {
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    const vault = await calls.vault();
    return {
      ...(await shown(context, vault, calls.via)),
      exit: context.options.check && vault.state !== 'ready' ? 1 : 0,
    };
  },
});

export const vaultUnlock = defineCommand({
  path: ['vault', 'unlock'],
  summary: 'Open the vault: a keychain by the system’s own prompt, the encrypted file by its passphrase.',
  details: [
    'The passphrase comes from the hidden prompt or from standard input. The encrypted file stays open as long as Gatehouse runs, so it has to run.',
  ],
  usageHint: 'A passphrase never goes on the command line: it is asked for, or read from standard input.',
  options: {},
  examples: [
    ['vault unlock', 'Asks, if anything has to be asked'],
    ['vault unlock < passphrase.txt', 'On a machine that nobody attends'],
  ],
  schema,
  run: async (context) => {
    const [{ callsFor }, { vaultError }] = await Promise.all([
      import('#cli/local/calls.ts'),
      import('#cli/local/vault-error.ts'),
    ]);
    const calls = await callsFor(context);
    let vault = await calls.vault();
    if (vault.state === 'locked' && vault.level === 'encrypted_file') {
      if (calls.via === 'store') {
        throw new GatehouseError(
          'host_unreachable',
          'The encrypted file stays open only while Gatehouse runs, and it does not run.',
          { hint: 'Start it first: gatehouse host start' },
        );
      }
      const { readSecret } = await import('#cli/term/read-secret.ts');
      const prompt = 'Passphrase of the encrypted vault (it is not shown): ';
      const text = await readSecret({ ...context, prompt });
      vault = await calls.unlock(text.replace(/\r?\n$/, ''));
    } else if (vault.state !== 'ready') vault = await calls.unlock();
    const refused = vaultError(vault);
    if (refused) throw refused;
    return shown(context, vault, calls.via);
  },
});

export const vaultLock = defineCommand({
  path: ['vault', 'lock'],
  summary: 'Make the running Gatehouse forget every secret in memory, and stop the gateway.',
  details: ['The system’s keychain itself stays as it is: other programs use it, too.'],
  options: {
    'keep-gateway': {
      type: 'boolean',
      summary: 'Leave the gateway running with the secrets that it was given',
    },
  },
  examples: [['vault lock', 'Before leaving the machine']],
  schema,
  run: async (context) => {
    const [{ findHost }, { callsFor }] = await Promise.all([
      import('#cli/host/find-host.ts'),
      import('#cli/local/calls.ts'),
    ]);
    const host = await findHost(context.env, context.signal);
    // Without a host nothing is held in memory.
    if (host) await host.client.invoke('vault.lock', { stopGateway: !context.options['keep-gateway'] });
    const calls = await callsFor(context);
    const result = await shown(context, await calls.vault(), calls.via);
    return host ? result : { ...result, text: 'Gatehouse is not running; it holds no secret in memory.' };
  },
});
