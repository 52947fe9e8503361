import { defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const modelsAuthPasteToken = defineCommand({
  path: ['models', 'auth', 'paste-token'],
  summary: 'Store a static bearer token in the keychain, from a hidden prompt or from standard input.',
  details: [
    'For tokens that are no API keys, such as what "claude setup-token" prints. A line that a terminal broke is joined; a key pasted by mistake, quotes and cut-off pastes are caught.',
    'A token never goes on the command line, where other programs and the shell history see it.',
  ],
  usageHint: 'A token never goes on the command line: run it without, and paste the token when asked.',
  options: {
    provider: { type: 'string', short: 'p', value: '<id>', summary: 'Whose token it is (needed)' },
    'profile-id': {
      type: 'string',
      value: '<id>',
      summary: 'Name the credential in full (default: provider:manual)',
    },
    'expires-in': {
      type: 'string',
      value: '<time>',
      summary: 'When it ends: 12h, 365d (a setup-token: a year unless said otherwise)',
    },
    replace: { type: 'boolean', summary: 'Put the token in place of the one that the credential has' },
  },
  takesAgent: true,
  examples: [
    ['models auth paste-token --provider anthropic', 'Asks for the token'],
    [
      'models auth paste-token -p openrouter --profile-id openrouter:ci --expires-in 30d < token.txt',
      'From a file, with its end',
    ],
  ],
  schema: () =>
    import('#cli/commands/models-auth-add.schema.ts').then((schemas) => schemas.addedCredentialSchema),
  run: async (context) => {
    const { agent, options } = context;
    const [{ namedProfile }, { parseTimeSpan }, { callsFor }, { openedVault }, adding, { readToken }] =
      await Promise.all([
        import('#cli/parse/profile-name.ts'),
        import('#cli/parse/time-span.ts'),
        import('#cli/local/calls.ts'),
        import('#cli/local/open-vault.ts'),
        import('#cli/local/add-credential.ts'),
        import('#cli/local/read-credential.ts'),
      ]);
    const { provider, name } = namedProfile(options);
    if (provider === undefined) {
      throw new GatehouseError('bad_input', 'Whose token is it? --provider <id>', {
        hint: 'For example --provider anthropic.',
      });
    }
    const lifeMs = options['expires-in'] && parseTimeSpan(options['expires-in'], 'expires-in');
    const calls = await callsFor(context);
    await calls.check({ agent, provider });
    await openedVault(calls, context);
    const token = await readToken(context, provider);
    return adding.addCredential(context, calls, {
      provider,
      // The family's name for a pasted token; the store finds the next free one only for a name that was not given.
      name: name ?? (options.replace ? undefined : 'manual'),
      replace: options.replace,
      credential: { type: 'token', token, ...(lifeMs ? { expires: Date.now() + lifeMs } : {}) },
    });
  },
});
