import { type CommandContext, type CommandResult, defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

const types = ['api_key', 'token', 'oauth', 'reference'] as const;
type Type = (typeof types)[number];
const typeLabels: Record<Type, string> = {
  api_key: 'api_key    an API key that you paste',
  token: 'token      a static token that you paste',
  oauth: 'oauth      sign in with the browser or a code',
  reference: 'reference  a secret that stays where it is: a variable, a file, or behind a command',
};

export const modelsAuthAdd = defineCommand({
  path: ['models', 'auth', 'add'],
  summary: 'Add a credential of any kind; what is not said by options is asked on a terminal.',
  details: [
    'Without a terminal --provider and --type are needed, and a key or token is read from standard input.',
    'A reference is followed once when it is added, so that a wrong one is told now.',
  ],
  usageHint: 'A key or token never goes on the command line: it is asked for, or read from standard input.',
  options: {
    provider: {
      type: 'string',
      short: 'p',
      value: '<id>',
      summary: 'Whose credential: anthropic, openai, openrouter…',
    },
    type: {
      type: 'string',
      short: 't',
      value: '<type>',
      summary: 'What kind of credential',
      choices: types,
    },
    'profile-id': { type: 'string', value: '<id>', summary: 'Name it in full, as in anthropic:work' },
    name: { type: 'string', short: 'n', value: '<name>', summary: 'Name it within its provider' },
    label: { type: 'string', value: '<text>', summary: 'What people see beside its name' },
    'expires-in': { type: 'string', value: '<time>', summary: 'When it ends: 12h, 365d (no API keys)' },
    of: {
      type: 'string',
      value: '<type>',
      summary: 'What a reference leads to (default: api_key)',
      choices: ['api_key', 'token'],
    },
    source: {
      type: 'string',
      value: '<kind>',
      summary: 'A reference to a variable, a file, or a command',
      choices: ['env', 'file', 'exec'],
    },
    'ref-id': {
      type: 'string',
      value: '<id>',
      summary: 'A variable’s name, a JSON pointer (or "value"), or what the command is asked for',
    },
    'ref-provider': {
      type: 'string',
      value: '<alias>',
      summary: 'Which entry of secrets.providers (default: secrets.defaults, else "default")',
    },
    replace: { type: 'boolean', summary: 'Put it in place of what the credential of this name has' },
  },
  takesAgent: true,
  examples: [
    ['models auth add', 'Asks what to add'],
    [
      'models auth add -p openai --type reference --source env --ref-id OPENAI_API_KEY',
      'The key stays in the environment',
    ],
    ['models auth add -p anthropic --type api_key --name work < key.txt', 'From a file'],
  ],
  schema: () =>
    import('#cli/commands/models-auth-add.schema.ts').then((schemas) => schemas.addedCredentialSchema),
  run: async (context) => {
    const { agent, options } = context;
    const [{ namedProfile }, { callsFor }, { namesReference }] = await Promise.all([
      import('#cli/parse/profile-name.ts'),
      import('#cli/local/calls.ts'),
      import('#cli/local/reference.ts'),
    ]);
    const named = namedProfile(options);
    const provider = named.provider ?? (await askProvider(context));
    const calls = await callsFor(context);
    await calls.check({ agent, provider });
    const type =
      types.find((one) => one === options.type) ??
      (namesReference(options) ? 'reference' : await askType(context));
    if (type === 'oauth') return signIn(context, provider, named.name);
    const [{ openedVault }, { addCredential }] = await Promise.all([
      import('#cli/local/open-vault.ts'),
      import('#cli/local/add-credential.ts'),
    ]);
    // A reference needs no vault.
    if (type !== 'reference') await openedVault(calls, context);
    const { label, replace } = options;
    const credential = await given(context, provider, type);
    return addCredential(context, calls, { provider, name: named.name, label, replace, credential });
  },
});

async function askProvider(context: CommandContext): Promise<string> {
  const [{ needTerminal, choose, ask }, { providerRecords }] = await Promise.all([
    import('#cli/term/ask.ts'),
    import('#store/provider-records.ts'),
  ]);
  needTerminal(context, 'Whose credential is it?', 'Say it: --provider <id>.');
  const records = Object.entries(providerRecords()).filter(([, record]) => record.needsKey !== false);
  const other = '';
  const chosen = await choose(
    'Provider',
    [
      ...records.map(([id, record]) => ({ value: id, label: `${id}  (${record.name})` })),
      { value: other, label: 'another one of models.providers' },
    ],
    context,
  );
  return chosen === other ? ask('Its id:', context) : chosen;
}

async function askType(context: CommandContext): Promise<Type> {
  const { needTerminal, choose } = await import('#cli/term/ask.ts');
  needTerminal(context, 'What kind of credential is it?', `Say it: --type ${types.join(', ')}.`);
  return choose(
    'Kind',
    types.map((value) => ({ value, label: typeLabels[value] })),
    context,
  );
}

async function given(context: CommandContext, provider: string, type: Exclude<Type, 'oauth'>) {
  const options = context.options as Record<string, string | undefined>;
  const [{ parseTimeSpan }, { readApiKey, readToken }] = await Promise.all([
    import('#cli/parse/time-span.ts'),
    import('#cli/local/read-credential.ts'),
  ]);
  const life = options['expires-in'];
  if (life !== undefined && type === 'api_key') {
    throw new GatehouseError('bad_input', 'An API key has no expiry of its own.', {
      hint: 'After adding it: gatehouse models auth edit <profileId> --expires-in 90d',
    });
  }
  const expires = life === undefined ? {} : { expires: Date.now() + parseTimeSpan(life, 'expires-in') };
  if (type === 'api_key') return { type, key: await readApiKey(context, provider) };
  if (type === 'token') return { type, token: await readToken(context, provider), ...expires };
  const of = options.of === 'token' ? ('token' as const) : ('api_key' as const);
  return { type, of, ref: await askReference(context), ...expires };
}

async function askReference(context: CommandContext) {
  const options = context.options as Record<string, string | undefined>;
  const [{ referenceOf }, { openLocal }, { choose, ask }] = await Promise.all([
    import('#cli/local/reference.ts'),
    import('#cli/local/open.ts'),
    import('#cli/term/ask.ts'),
  ]);
  const { stores } = await openLocal(context.env);
  let { source, 'ref-id': id } = options;
  if (context.stdin.isTTY) {
    source ??= await choose(
      'Where does it lie',
      [
        { value: 'env', label: 'env   a variable of the environment or of .env' },
        { value: 'file', label: 'file  a file of secrets.providers' },
        { value: 'exec', label: 'exec  a command of secrets.providers' },
      ],
      context,
    );
    id ??= await ask(source === 'env' ? 'Name of the variable:' : 'Id:', context);
  }
  return referenceOf({ source, 'ref-id': id, 'ref-provider': options['ref-provider'] }, stores);
}

async function signIn(context: CommandContext, provider: string, name?: string): Promise<CommandResult> {
  const { modelsAuthLogin } = await import('#cli/commands/models-auth-login.ts');
  return modelsAuthLogin.run({
    ...context,
    options: {
      provider,
      method: undefined,
      'profile-id': name === undefined ? undefined : `${provider}:${name}`,
      replace: (context.options as Record<string, unknown>).replace === true,
    } as unknown as CommandContext['options'],
  });
}
