import { type CommandContext, defineCommand } from '#cli/command.ts';
import type { BegunSignIn, Method } from '#cli/local/sign-in.ts';
import { progress } from '#cli/term/progress.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

const methods = ['browser', 'paste', 'device'] as const;

export const modelsAuthLogin = defineCommand({
  path: ['models', 'auth', 'login'],
  summary: 'Sign in to a provider with OAuth, and keep the sign-in fresh.',
  details: [
    'browser: opens the provider’s page, which sends you back to this machine. paste: the same, for a browser on another machine; you paste the address that it ends on. device: you type a short code on the provider’s page, on any machine.',
    'Without --method it is the first that the provider offers and that works here. The tokens go into the keychain and are renewed by Gatehouse.',
    'With --json every line is an object: first what to open, then how it ended; the address for "paste" is read from standard input.',
  ],
  options: {
    provider: {
      type: 'string',
      short: 'p',
      value: '<id>',
      summary: 'Where to sign in: openai-codex, openrouter…',
    },
    method: {
      type: 'string',
      short: 'm',
      value: '<how>',
      summary: 'How to sign in',
      choices: methods,
    },
    'profile-id': {
      type: 'string',
      value: '<id>',
      summary: 'Name the credential in full (default: provider:e-mail, or provider:default)',
    },
    replace: { type: 'boolean', summary: 'Sign in again for the credential that --profile-id names' },
  },
  takesAgent: true,
  examples: [
    ['models auth login --provider openrouter', 'Opens the browser'],
    [
      'models auth login -p openai-codex --method paste',
      'On a server: paste the address your browser ends on',
    ],
    ['models auth login -p openai-codex --profile-id openai-codex:work --replace', 'Sign in again'],
  ],
  schema: () =>
    import('#cli/commands/models-auth-login.schema.ts').then((schemas) => schemas.loginEventSchema),
  run: async (context) => {
    const { agent, json, options, out, signal } = context;
    const { provider, name } = named(options);
    const { beginSignIn } = await import('#cli/local/sign-in.ts');
    const method = await chooseMethod(context, provider);
    const replace = options.replace ? options['profile-id'] : undefined;
    const begun = await beginSignIn(context, {
      agent,
      provider,
      method,
      ...(replace === undefined ? { name } : { replace }),
    });
    const cancel = () => void begun.cancel();
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    // A failure while something is still being asked is told at its place.
    begun.done.catch(() => undefined);
    const about = { provider, agentId: agent, method: begun.method, via: begun.via };
    if (json) {
      const { url, userCode, expiresAt } = begun;
      line(context, { event: 'waiting', ...about, url, ...(userCode ? { userCode } : {}), expiresAt });
    } else await show(context, begun);
    const { id, warnings } = await ended(context, begun);
    if (json) {
      line(context, { event: 'done', ...about, id });
      return { warnings };
    }
    return {
      warnings,
      text: `${out.green(out.symbols.ok)} Signed in: ${out.bold(printable(id))} is in the keychain\n  ${out.dim('Gatehouse renews it by itself while it runs.')}`,
    };
  },
});

const line = ({ stdout }: Pick<CommandContext, 'stdout'>, value: object) =>
  void stdout.write(`${JSON.stringify(value)}\n`);

function named(options: {
  provider: string | undefined;
  'profile-id': string | undefined;
  replace: boolean;
}): {
  provider: string;
  name?: string;
} {
  const { provider, 'profile-id': id } = options;
  if (id === undefined) {
    if (options.replace) throw new GatehouseError('bad_input', '--replace needs --profile-id.');
    if (provider !== undefined) return { provider };
    throw new GatehouseError('bad_input', 'Where to sign in is missing.', {
      hint: 'Say it: --provider openrouter.',
    });
  }
  const colon = id.indexOf(':');
  if (colon < 1 || colon === id.length - 1) {
    throw new GatehouseError('bad_input', '--profile-id is provider:name, as in openai-codex:work.');
  }
  const of = id.slice(0, colon);
  if (provider !== undefined && provider !== of) {
    throw new GatehouseError('bad_input', '--profile-id names a credential of another provider.');
  }
  return { provider: of, name: id.slice(colon + 1) };
}

/** A method that can be carried out here; refused before anything begins when there is none. */
async function chooseMethod(
  { env, json, stdin, options }: CommandContext,
  provider: string,
): Promise<Method | undefined> {
  const wanted = methods.find((one) => one === options.method);
  const terminal = stdin.isTTY === true;
  if (!json && !terminal && wanted !== 'browser') {
    throw new GatehouseError('bad_input', 'Signing in needs a terminal, or --json.', {
      hint: 'Run it in a terminal; a script uses --json and reads what to open.',
    });
  }
  if (wanted !== undefined || hasDisplay(env) || json) return wanted;
  // No browser can be opened here, so the answer could not come back here either.
  const [{ openLocal }, { definitionFor }] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#store/oauth/definitions.ts'),
  ]);
  const { stores } = await openLocal(env);
  const offered = definitionFor((await stores.config.read()).config, provider).methods;
  return offered.find((one) => one === 'device') ?? offered.find((one) => one === 'paste');
}

const hasDisplay = (env: NodeJS.ProcessEnv): boolean =>
  ['darwin', 'win32'].includes(process.platform) || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

/** @returns whether a browser was asked; the page is shown as text in any case. */
async function openPage(url: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const [{ openInBrowser }, { ensurePrivateDir, stateDirPath }] = await Promise.all([
    import('#store/open-browser.ts'),
    import('#store/state-dir.ts'),
  ]);
  const runDir = `${stateDirPath(env)}/run`;
  await ensurePrivateDir(runDir);
  return openInBrowser(url, runDir, env);
}

async function show({ env, err, stderr }: CommandContext, begun: BegunSignIn): Promise<void> {
  const { method, url, userCode } = begun;
  const opened = method === 'browser' && (await openPage(url, env).catch(() => false));
  stderr.write(opened ? `Your browser opens this page:\n  ${url}\n` : `Open this page:\n  ${url}\n`);
  if (userCode !== undefined) stderr.write(`and type this code there:\n  ${err.bold(userCode)}\n`);
  if (method === 'paste') {
    stderr.write(
      'The browser ends on a page that it cannot show. Copy the whole address of that page and paste it here.\n',
    );
  }
}

async function ended(context: CommandContext, begun: BegunSignIn) {
  if (begun.method === 'paste') await paste(context, begun);
  const shown = context.json ? undefined : progress(context.stderr, context.err);
  shown?.step(
    begun.method === 'paste' ? 'Exchanging the code' : 'Waiting for you to allow it (Ctrl-C cancels)',
  );
  try {
    return await begun.done;
  } finally {
    shown?.end();
  }
}

/** On a terminal a wrong paste may be mended; a pipe has one try. */
async function paste({ stdin, stderr, env, signal }: CommandContext, begun: BegunSignIn): Promise<void> {
  const { readSecret } = await import('#cli/term/read-secret.ts');
  for (;;) {
    try {
      const text = await readSecret({
        stdin,
        stderr,
        env,
        signal,
        prompt: 'Paste the address (it is not shown): ',
        silenceMs: Math.max(begun.expiresAt - Date.now(), 1_000),
      });
      return await begun.paste(text);
    } catch (error) {
      const again = error instanceof GatehouseError && error.code === 'bad_input' && stdin.isTTY === true;
      if (!again) {
        await begun.cancel();
        throw error;
      }
      stderr.write(`${error.message} ${error.hint ?? ''}\n`);
    }
  }
}
