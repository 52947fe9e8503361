import { type CommandContext, defineCommand } from '#cli/command.ts';
import { needTerminal } from '#cli/term/ask.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { english } from '#core/say/say.ts';

export const modelsAuthSetupToken = defineCommand({
  path: ['models', 'auth', 'setup-token'],
  summary: 'Get a Claude setup-token by the claude command, and store it in the keychain.',
  details: [
    'Runs "claude setup-token" in this terminal if claude is installed, then asks for the token that it prints; otherwise it asks for one that you made elsewhere.',
    'A setup-token belongs to a Claude subscription. Anthropic allows it for Claude Code alone and may refuse other use at any time; an API key is the way that is meant for programs (models auth paste-api-key).',
    'It lasts about a year. Needs a terminal; where there is none, use models auth paste-token.',
  ],
  options: {
    provider: {
      type: 'string',
      short: 'p',
      value: '<id>',
      summary: 'Only anthropic has setup-tokens (default: anthropic)',
      choices: ['anthropic'],
    },
    'profile-id': {
      type: 'string',
      value: '<id>',
      summary: 'Name the credential in full (default: anthropic:setup-token)',
    },
    'expires-in': { type: 'string', value: '<time>', summary: 'When it ends (default: 365d)' },
    'no-run': { type: 'boolean', summary: 'Do not run claude; ask for the token at once' },
    replace: { type: 'boolean', summary: 'Put the token in place of the one that the credential has' },
    yes: { type: 'boolean', short: 'y', summary: 'The allowed use is understood; do not ask' },
  },
  takesAgent: true,
  examples: [
    ['models auth setup-token --provider anthropic', 'Runs claude setup-token, then asks for the token'],
    ['models auth setup-token --no-run', 'For a token that was made on another machine'],
  ],
  schema: () =>
    import('#cli/commands/models-auth-add.schema.ts').then((schemas) => schemas.addedCredentialSchema),
  run: async (context) => {
    const { agent, options, env, stdin, stderr, signal } = context;
    needTerminal(
      context,
      'setup-token requires an interactive TTY.',
      'Run it in a terminal, or pipe a token into: gatehouse models auth paste-token --provider anthropic',
    );
    const [
      { namedProfile },
      { parseTimeSpan },
      { callsFor },
      { openedVault },
      adding,
      reading,
      shape,
      asking,
    ] = await Promise.all([
      import('#cli/parse/profile-name.ts'),
      import('#cli/parse/time-span.ts'),
      import('#cli/local/calls.ts'),
      import('#cli/local/open-vault.ts'),
      import('#cli/local/add-credential.ts'),
      import('#cli/local/read-credential.ts'),
      import('#core/profile/key-shape.ts'),
      import('#cli/term/confirm.ts'),
    ]);
    const { provider = 'anthropic', name = 'setup-token' } = namedProfile(options);
    if (provider !== 'anthropic') {
      throw new GatehouseError('bad_input', 'Only Anthropic has setup-tokens.', {
        hint: 'Other tokens: gatehouse models auth paste-token --provider <id>',
      });
    }
    const lifeMs = parseTimeSpan(options['expires-in'] ?? '365d', 'expires-in');
    const calls = await callsFor(context);
    await calls.check({ agent, provider });
    await openedVault(calls, context);
    stderr.write(`${english(shape.setupTokenUse)}\n`);
    await asking.confirm('Go on with a setup-token?', { yes: options.yes, stdin, stderr, signal });
    if (!options['no-run']) await runClaude(context, env);
    const token = await reading.readToken(context, provider);
    return adding.addCredential(context, calls, {
      provider,
      name,
      replace: options.replace,
      credential: { type: 'token', token, expires: Date.now() + lifeMs },
    });
  },
});

/** Its output goes to the terminal alone: the token is shown by claude, and pasted by the person. */
async function runClaude({ stderr }: Pick<CommandContext, 'stderr'>, env: NodeJS.ProcessEnv): Promise<void> {
  const [{ findProgram }, { spawn }] = await Promise.all([
    import('#cli/local/find-program.ts'),
    import('node:child_process'),
  ]);
  const claude = await findProgram('claude', env);
  if (claude === undefined) {
    stderr.write(
      'The claude command is not installed here. Run "claude setup-token" where it is, and paste what it prints.\n',
    );
    return;
  }
  stderr.write(`Running ${claude} setup-token\n`);
  const code = await new Promise<number | null>((resolve, reject) => {
    // A .cmd file of npm on Windows is started by its shell alone; the path is quoted and there is no other argument.
    const shell = /\.(cmd|bat)$/i.test(claude);
    spawn(shell ? `"${claude}"` : claude, ['setup-token'], {
      stdio: ['inherit', process.stderr, 'inherit'],
      env,
      shell,
    })
      .on('error', reject)
      .on('close', resolve);
  }).catch(() => null);
  if (code === 0) return;
  throw new GatehouseError('cancelled', 'claude setup-token did not end well; nothing was stored.', {
    hint: 'Run it by itself to see why, then: gatehouse models auth setup-token --no-run',
  });
}
