import { type CommandContext, defineCommand } from '#cli/command.ts';
import type { Added } from '#cli/local/changes.ts';
import { readSecret } from '#cli/term/read-secret.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { VaultLevel } from '#core/secret/vault-status.ts';

export const modelsAuthPasteApiKey = defineCommand({
  path: ['models', 'auth', 'paste-api-key'],
  summary: 'Store an API key in the keychain, from a hidden prompt or from standard input.',
  details: [
    'On a terminal you are asked for the key and nothing is shown while you paste it. Otherwise all of standard input is the key; one line end is taken off.',
    'A key never goes on the command line, where other programs and the shell history see it. Without --provider it is recognised by its beginning where that is certain.',
  ],
  usageHint:
    'A key never goes on the command line: run it without, and paste the key when asked. If one was typed there, it may be in the shell history.',
  options: {
    provider: {
      type: 'string',
      short: 'p',
      value: '<id>',
      summary: 'Whose key it is: anthropic, openai, openrouter…',
    },
    'profile-id': {
      type: 'string',
      value: '<id>',
      summary: 'Name the credential in full, as in anthropic:work',
    },
    name: {
      type: 'string',
      short: 'n',
      value: '<name>',
      summary: 'Name it within its provider (default: default, then default-2…)',
    },
    replace: { type: 'boolean', summary: 'Put the key in place of the one that the credential has' },
  },
  takesAgent: true,
  examples: [
    ['models auth paste-api-key --provider anthropic', 'Asks for the key'],
    ['models auth paste-api-key --provider openai --name work < key.txt', 'As openai:work, from a file'],
    ['models auth paste-api-key --profile-id openai:work --replace', 'A new key for an existing credential'],
  ],
  schema: () => import('#cli/commands/models-auth.schema.ts').then((schemas) => schemas.pasteApiKeySchema),
  run: async (context) => {
    const { agent, options, env, signal, out, stdin, stderr } = context;
    const [
      { namedProfile },
      { openedVault },
      { changesFor },
      { cleanApiKey, recogniseProvider },
      { secretTail, maskTail },
      { providerRecords },
    ] = await Promise.all([
      import('#cli/parse/profile-name.ts'),
      import('#cli/local/open-vault.ts'),
      import('#cli/local/changes.ts'),
      import('#core/profile/key-shape.ts'),
      import('#core/secret/mask.ts'),
      import('#store/provider-records.ts'),
    ]);
    const named = namedProfile(options);
    const changes = await changesFor(context);
    await changes.check({ agent, ...(named.provider === undefined ? {} : { provider: named.provider }) });
    // Before anybody goes and fetches a key that could not be stored.
    const { level } = await openedVault(changes, context);

    const records = providerRecords();
    const label =
      named.provider === undefined ? '' : ` of ${records[named.provider]?.name ?? named.provider}`;
    const pasted = await readSecret({
      stdin,
      stderr,
      env,
      signal,
      prompt: `Paste the API key${label} (it is not shown): `,
    });
    const provider = named.provider ?? recogniseProvider(pasted, records);
    const key = cleanApiKey(pasted, provider ?? '', records);
    if (provider === undefined) throw unknownShape();

    const id = `${provider}:${named.name ?? 'default'}`;
    const name = named.name === undefined ? {} : { name: named.name };
    const stored: Added = options.replace
      ? { id, ...(await changes.replaceApiKey({ agent, id, key })) }
      : await changes.addApiKey({ agent, provider, ...name, key });
    const masked = maskTail(secretTail(key));
    return {
      json: {
        id: stored.id,
        provider,
        agentId: agent,
        masked,
        replaced: options.replace,
        revision: stored.revision,
        via: changes.via,
      },
      warnings: stored.warnings ?? [],
      text: pastedText(stored, masked, { via: changes.via, level }, out),
    };
  },
});

const unknownShape = () =>
  new GatehouseError('unknown_provider', 'Whose key this is cannot be told by its shape.', {
    hint: 'Say it: --provider <id>. Nothing was stored.',
  });

function pastedText(
  stored: Added,
  masked: string,
  { via, level }: { via: 'host' | 'store'; level: VaultLevel },
  out: CommandContext['out'],
): string {
  const { symbols } = out;
  const shown = masked.replace('…', symbols.ellipsis);
  return [
    `${out.green(symbols.ok)} ${out.bold(printable(stored.id))} is in the ${level === 'keychain' ? 'keychain' : 'encrypted vault'} ${out.dim(`(${shown})`)}`,
    ...(stored.primaryChosen
      ? [`  Primary model: ${stored.primaryChosen} ${out.dim('(gatehouse models set chooses another)')}`]
      : []),
    via === 'host'
      ? `  ${out.dim('The running Gatehouse has it.')}`
      : `  ${symbols.arrow} gatehouse gateway start ${out.dim('to answer requests with it')}`,
  ].join('\n');
}
