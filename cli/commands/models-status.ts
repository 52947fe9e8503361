import { defineCommand } from '#cli/command.ts';
import { openLocal } from '#cli/local/open.ts';
import { modelsStatusText } from '#cli/term/models-status-text.ts';

export const modelsStatus = defineCommand({
  path: ['models', 'status'],
  summary: 'Show which model and which credential answer next, and what needs care.',
  details: [
    'Reads the state directory and the keychain itself, so it says the same with and without a running Gatehouse. Secrets are shown by their last four characters at most.',
    '--probe is made by the running Gatehouse; where none runs, it is started for this and ended again. What providers say changes no exit code.',
    'A keychain that does not answer is no failure of --check: what it holds is then unknown, not missing.',
  ],
  options: {
    plain: { type: 'boolean', summary: 'Print only the primary model' },
    check: {
      type: 'boolean',
      summary: 'Say by the exit code whether something is missing, expired or about to be',
    },
    probe: {
      type: 'boolean',
      summary: 'Ask the providers whether they take the credentials (small requests that cost nothing)',
    },
    'probe-provider': { type: 'string', value: '<id>', summary: 'Ask about those of one provider only' },
    'probe-profile': {
      type: 'string',
      value: '<id,…>',
      summary: 'Ask about these credentials only, separated by commas',
    },
    'probe-timeout': {
      type: 'string',
      value: '<time>',
      summary: 'How long one may take: 10s, or milliseconds (default: 20s)',
    },
    'probe-concurrency': {
      type: 'string',
      value: '<n>',
      summary: 'How many are asked at the same time (default: 4)',
    },
  },
  takesAgent: true,
  examples: [
    ['models status', 'For people'],
    ['models status --check >/dev/null', 'For a timer or a script: see the exit codes'],
    ['models status --json --agent work', 'All of it, for another agent'],
    ['models status --probe --probe-provider anthropic', 'And what Anthropic says to each'],
  ],
  exitCodes: {
    0: 'answered; with --check: all is well',
    1: 'it failed; with --check: something is expired or missing, or a file cannot be read',
    2: 'with --check: a credential ends within warnHours of the settings (24)',
  },
  schema: () => import('#cli/commands/models-status.schema.ts').then((schemas) => schemas.modelsStatusSchema),
  run: async (context) => {
    const { env, agent, options, out } = context;
    const [{ stores }, { readModelsStatus }, { checkExitCode }] = await Promise.all([
      openLocal(env),
      import('#cli/local/models-status.ts'),
      import('#core/status/models-status.ts'),
    ]);
    const now = Date.now();
    const { status, views } = await readModelsStatus(stores, agent, env, now);
    if (options.probe) {
      const [{ probeProfiles }, { probeFilter }] = await Promise.all([
        import('#cli/host/probe-profiles.ts'),
        import('#cli/parse/probe-filter.ts'),
      ]);
      status.auth.probes = await probeProfiles(context, views, probeFilter(options));
    }
    return {
      json: status,
      text: options.plain ? (status.resolvedDefault ?? '') : modelsStatusText(status, views, out, now),
      exit: options.check ? checkExitCode(status) : 0,
    };
  },
});
