import { type CommandContext, type CommandResult, defineCommand } from '#cli/command.ts';
import type { HostClient } from '#cli/host/host-client.ts';
import type { Style } from '#cli/term/style.ts';
import { printable, table } from '#cli/term/table.ts';
import type { CallInput, CallName } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Installation } from '#core/family/installation.ts';

/** Milliseconds: a first look asks their own commands, which take seconds each; a first start compiles for half a minute. */
const callMs = 120_000;
const stateMs = 180_000;
const upgradeMs = 30 * 60_000;

const schemas = () => import('#cli/commands/families.schema.ts');
const oneSchema = () => schemas().then(({ familySchema }) => familySchema);
const oneId = { usage: '<id>', min: 1, max: 1 } as const;
const modeOption = {
  type: 'string',
  value: '<mode>',
  choices: ['reference', 'plain'],
  summary: 'What its credential file is to hold; what it can read when left out',
} as const;

type Context = Pick<CommandContext, 'env' | 'signal' | 'stderr' | 'err'>;

/** The host looks after gateways; it is started where it does not run. */
async function hostOf(context: Context): Promise<HostClient> {
  const { ensureHost } = await import('#cli/host/ensure-host.ts');
  return (await ensureHost(context)).client;
}

async function told<T>(context: Context, text: string, work: () => Promise<T>): Promise<T> {
  const { progress } = await import('#cli/term/progress.ts');
  const shown = progress(context.stderr, context.err);
  shown.step(`${text}${context.err.symbols.ellipsis}`);
  try {
    return await work();
  } finally {
    shown.end();
  }
}

/** The installation, once `wanted` holds. */
const watchOne = (
  client: HostClient,
  id: string,
  wanted: (one: Installation) => boolean,
  limitMs = stateMs,
) =>
  client.watch(({ families }) => {
    const one = families?.installations.find((each) => each.id === id);
    return one !== undefined && wanted(one) ? one : undefined;
  }, limitMs);

const modeOf = (mode: string | undefined): { mode?: 'reference' | 'plain' } => {
  if (mode === undefined) return {};
  if (mode === 'reference' || mode === 'plain') return { mode };
  throw new GatehouseError('bad_input', 'The mode is reference or plain.');
};

function stateText({ observed, attached, remote, notes }: Installation, out: Style): string {
  const [note] = notes;
  switch (observed.state) {
    case 'ready':
      return `${out.green(out.symbols.ok)} ${remote ? 'answers' : attached ? 'runs, started by others' : 'runs'}`;
    case 'failed':
      return `${out.red(out.symbols.bad)} ${printable(observed.message)}`;
    case 'foreign':
      return `${out.yellow(out.symbols.warn)} port ${observed.port} is held by ${printable(observed.holder.name ?? 'another program')}`;
    case 'stopped':
      return note === undefined
        ? out.dim('does not run')
        : `${out.yellow(out.symbols.warn)} ${printable(note.message)}`;
    default:
      return observed.state;
  }
}

function listText(installations: readonly Installation[], out: Style): string {
  if (installations.length === 0) return 'No other gateway of the family is on this machine.';
  return table(
    installations.map((one) => [
      printable(one.id),
      one.remote === undefined ? `${one.label} ${one.version ?? ''}`.trim() : printable(one.remote.url),
      stateText(one, out),
      one.mirrored ? `mirrored (${one.mode})` : out.dim('not mirrored'),
      printable(one.agents[0]?.primary ?? ''),
      out.dim(printable(one.stateDir ?? '')),
    ]),
  ).join('\n');
}

export const familiesList = defineCommand({
  path: ['families', 'list'],
  summary: 'List gateways of the OpenClaw family on this machine, and those added by address.',
  options: {},
  examples: [['families list', 'Which there are, whether they run, and what they use']],
  schema: () => schemas().then(({ familiesSchema }) => familiesSchema),
  run: async (context) => {
    const client = await hostOf(context);
    const { installations } = await client.watch(
      ({ families }) => (families !== undefined && !families.scanning ? families : undefined),
      callMs,
    );
    return { json: { installations }, text: listText(installations, context.out) };
  },
});

export const familiesScan = defineCommand({
  path: ['families', 'scan'],
  summary: 'Look for gateways of the family again, and at what each can do.',
  options: {},
  examples: [['families scan', 'After one was installed or upgraded']],
  schema: () => schemas().then(({ familiesSchema }) => familiesSchema),
  run: async (context) => {
    const client = await hostOf(context);
    const { installations } = await told(context, 'Looking', async () => {
      await client.invoke('families.scan', {}, callMs);
      return client.watch(
        ({ families }) => (families !== undefined && !families.scanning ? families : undefined),
        callMs,
      );
    });
    return { json: { installations }, text: listText(installations, context.out) };
  },
});

export const familiesPreview = defineCommand({
  path: ['families', 'preview'],
  summary: 'Show what mirroring credentials to a gateway would change there; nothing is written.',
  args: oneId,
  options: { mode: modeOption },
  examples: [['families preview openclaw', 'Files, keys, before and after; secrets are masked']],
  schema: () => schemas().then(({ familyPreviewSchema }) => familyPreviewSchema),
  run: async (context) => {
    const { args, options, out } = context;
    const [id = ''] = args;
    const client = await hostOf(context);
    const { mode, changes } = await client.invoke(
      'families.preview',
      { id, ...modeOf(options.mode) },
      callMs,
    );
    const lines = changes.flatMap(({ file, key, before, after, why, restarts }) => [
      `${out.bold(printable(key))}  ${out.dim(printable(file))}`,
      ...(before === undefined ? [] : [`  - ${printable(before)}`]),
      ...(after === undefined ? [] : [`  + ${printable(after)}`]),
      `  ${printable(why)}${restarts ? ' Its gateway restarts for it.' : ''}`,
    ]);
    return {
      json: { id, mode, changes },
      text: lines.length === 0 ? 'Nothing would change there.' : lines.join('\n'),
    };
  },
});

/** Calls, then shows how the installation stands. */
async function change<N extends CallName>(
  context: Context & { out: Style },
  name: N,
  input: CallInput<N> & { id: string },
  text: string,
  wanted: (one: Installation) => boolean = () => true,
): Promise<CommandResult> {
  const client = await hostOf(context);
  const installation = await told(context, 'Working', async () => {
    await client.invoke(name, input, callMs);
    return watchOne(client, input.id, wanted);
  });
  const { observed } = installation;
  if (observed.state === 'failed') {
    throw new GatehouseError('gateway_failed', observed.message, {
      where: installation.id,
      ...(observed.lastOutput.length === 0 ? {} : { hint: `It said last: ${observed.lastOutput.at(-1)}` }),
    });
  }
  return { json: { installation }, text: `${context.out.green(context.out.symbols.ok)} ${text}` };
}

export const familiesAdopt = defineCommand({
  path: ['families', 'adopt'],
  summary: 'Mirror credentials to a gateway from now on.',
  details: [
    'reference: no secret is written there, it asks Gatehouse for each. plain: the secrets stand in its own store, for versions that know no references. What is written can be taken back with release.',
  ],
  args: oneId,
  options: {
    mode: modeOption,
    yes: { type: 'boolean', short: 'y', summary: 'Secrets on disk are meant; do not ask' },
  },
  examples: [['families adopt openclaw', 'By what it can read']],
  schema: oneSchema,
  run: async (context) => {
    const { args, options, stdin, stderr, signal } = context;
    const [id = ''] = args;
    const client = await hostOf(context);
    const preview = await client.invoke('families.preview', { id, ...modeOf(options.mode) }, callMs);
    if (preview.mode === 'plain') {
      const { confirm } = await import('#cli/term/confirm.ts');
      await confirm(`Write the secrets themselves to the store of ${printable(id)}?`, {
        yes: options.yes,
        stdin,
        stderr,
        signal,
      });
    }
    const { mode } = preview;
    return change(
      context,
      'families.adopt',
      { id, mode },
      `${printable(id)} is mirrored to (${mode}).`,
      (one) => one.mirrored,
    );
  },
});

export const familiesRelease = defineCommand({
  path: ['families', 'release'],
  summary: 'Stop mirroring to a gateway, and take back what was written there.',
  args: oneId,
  options: { keep: { type: 'boolean', summary: 'Leave there what was written' } },
  examples: [
    ['families release openclaw', 'As if Gatehouse had never been there'],
    ['families release openclaw --keep', 'It keeps the credentials that it has now'],
  ],
  schema: oneSchema,
  run: (context) => {
    const [id = ''] = context.args;
    const undo = !context.options.keep;
    return change(
      context,
      'families.release',
      { id, undo },
      `${printable(id)} is not mirrored to any more.`,
      (one) => !one.mirrored,
    );
  },
});

const settled = ({ observed: { state } }: Installation) => ['ready', 'failed', 'foreign'].includes(state);

export const familiesStart = defineCommand({
  path: ['families', 'start'],
  summary: 'Start a gateway under the supervision of Gatehouse, and wait until it answers.',
  details: ['One that runs already is attached to. One that a service runs is started by that service.'],
  args: oneId,
  options: {},
  examples: [['families start openclaw', 'Its first start may take half a minute']],
  schema: oneSchema,
  run: async (context) => {
    const [id = ''] = context.args;
    const result = await change(context, 'families.start', { id }, `${printable(id)} answers.`, settled);
    const { installation } = result.json as { installation: Installation };
    if (installation.observed.state !== 'foreign') return result;
    const { holder, port } = installation.observed;
    throw new GatehouseError(
      'port_taken',
      `Port ${port} is held by ${printable(holder.name ?? 'another program')}.`,
      {
        where: `127.0.0.1:${port}`,
        hint:
          holder.pid === undefined
            ? 'It starts once the port is free.'
            : `See what process ${holder.pid} is; it starts once the port is free.`,
      },
    );
  },
});

export const familiesStop = defineCommand({
  path: ['families', 'stop'],
  summary: 'Stop a gateway that Gatehouse or a service runs; one started by hand is left alone.',
  args: oneId,
  options: {},
  examples: [['families stop openclaw', 'Waits until it is gone']],
  schema: oneSchema,
  run: (context) => {
    const [id = ''] = context.args;
    return change(
      context,
      'families.stop',
      { id },
      `${printable(id)} has stopped.`,
      ({ observed: { state } }) => state === 'stopped' || state === 'failed',
    );
  },
});

export const familiesRestart = defineCommand({
  path: ['families', 'restart'],
  summary: 'Restart a gateway that Gatehouse or a service runs, and wait until it answers.',
  args: oneId,
  options: {},
  examples: [['families restart openclaw', 'After a change that it does not take while it runs']],
  schema: oneSchema,
  run: async (context) => {
    const [id = ''] = context.args;
    const client = await hostOf(context);
    const before = await watchOne(client, id, () => true, callMs);
    const pid = before.observed.state === 'ready' ? before.observed.pid : undefined;
    return change(
      context,
      'families.restart',
      { id },
      `${printable(id)} answers.`,
      (one) =>
        settled(one) && !(one.observed.state === 'ready' && pid !== undefined && one.observed.pid === pid),
    );
  },
});

export const familiesReload = defineCommand({
  path: ['families', 'reload'],
  summary: 'Have a running gateway read its credentials again.',
  args: oneId,
  options: {},
  examples: [['families reload openclaw', 'Without a restart']],
  schema: oneSchema,
  run: (context) => {
    const [id = ''] = context.args;
    return change(context, 'families.reload', { id }, `${printable(id)} has read its credentials.`);
  },
});

export const familiesSetModel = defineCommand({
  path: ['families', 'set-model'],
  summary: 'Choose the primary model of a gateway.',
  args: { usage: '<id> <provider/model>', min: 2, max: 2 },
  options: {},
  takesAgent: true,
  examples: [['families set-model openclaw anthropic/claude-opus-4-6', 'In its own configuration']],
  schema: oneSchema,
  run: (context) => {
    const [id = '', model = ''] = context.args;
    const { agent } = context;
    return change(
      context,
      'families.setPrimary',
      { id, agent, model },
      `${printable(id)} uses ${printable(model)}.`,
    );
  },
});

export const familiesSetOrder = defineCommand({
  path: ['families', 'set-order'],
  summary: 'Set the order in which a gateway tries the profiles of a provider.',
  details: ['Without a profile its own order counts again.'],
  args: { usage: '<id> <provider> [profile…]', min: 2, max: 200 },
  options: {},
  takesAgent: true,
  examples: [
    ['families set-order openclaw anthropic anthropic:work anthropic:default', 'Work first'],
    ['families set-order openclaw anthropic', 'Its own order again'],
  ],
  schema: oneSchema,
  run: (context) => {
    const [id = '', provider = '', ...order] = context.args;
    const { agent } = context;
    return change(
      context,
      'families.setOrder',
      { id, agent, provider, order },
      order.length === 0 ? 'Its own order counts.' : 'The order is set.',
    );
  },
});

export const familiesAddRemote = defineCommand({
  path: ['families', 'add-remote'],
  summary: 'Look at a gateway on another machine; nothing is ever written to it.',
  details: ['Its token is asked for, or read from standard input with --token, and goes into the vault.'],
  args: { usage: '<name> <url>', min: 2, max: 2 },
  options: {
    ssh: {
      type: 'string',
      value: '<user@host>',
      summary: 'Through a tunnel; the URL is then the address on that machine',
    },
    token: { type: 'boolean', summary: 'It has a token: ask for it, or read it from standard input' },
  },
  examples: [
    ['families add-remote server wss://gateway.example.com --token < token.txt', 'By its address'],
    [
      'families add-remote server http://127.0.0.1:18789 --ssh me@server --token',
      'Through ssh, which has to work without a question',
    ],
  ],
  schema: () => schemas().then(({ familyIdSchema }) => familyIdSchema),
  run: async (context) => {
    const { args, options, out } = context;
    const [name = '', url = ''] = args;
    const { readSecret } = await import('#cli/term/read-secret.ts');
    const prompt = 'Paste the token of that gateway (it is not shown): ';
    const token = options.token ? (await readSecret({ ...context, prompt })).trim() : undefined;
    const client = await hostOf(context);
    const { id } = await client.invoke('families.addRemote', {
      name,
      url,
      ...(token === undefined ? {} : { token }),
      ...(options.ssh === undefined ? {} : { ssh: options.ssh }),
    });
    return { json: { id }, text: `${out.green(out.symbols.ok)} It is "${printable(id)}" here.` };
  },
});

export const familiesRemoveRemote = defineCommand({
  path: ['families', 'remove-remote'],
  summary: 'Forget a gateway on another machine, and its token.',
  args: oneId,
  options: {},
  examples: [['families remove-remote server', 'Nothing changes there']],
  schema: () => schemas().then(({ familyIdSchema }) => familyIdSchema),
  run: async (context) => {
    const [id = ''] = context.args;
    const client = await hostOf(context);
    await client.invoke('families.removeRemote', { id });
    return { json: { id }, text: `${context.out.green(context.out.symbols.ok)} It is forgotten.` };
  },
});

const over = ['done', 'rolled_back', 'failed', 'cancelled'];

export const familiesUpgrade = defineCommand({
  path: ['families', 'upgrade'],
  summary: 'Upgrade a gateway after the new version was tried on a copy of its credentials.',
  details: [
    'The new version is installed beside, started on a spare port against the copy, and its status compared; only then is the installed one changed. Ctrl-C cancels as long as nothing was changed.',
  ],
  args: { usage: '<id> <version>', min: 2, max: 2 },
  options: {},
  examples: [['families upgrade openclaw 2026.5.7', 'For an installation that npm put there']],
  exitCodes: { 1: 'It failed, was cancelled, or was rolled back; the installed version is as it was' },
  schema: () => schemas().then(({ familyUpgradeSchema }) => familyUpgradeSchema),
  run: async (context) => {
    const [id = '', to = ''] = context.args;
    const client = await hostOf(context);
    const { progress } = await import('#cli/term/progress.ts');
    const shown = progress(context.stderr, context.err);
    const cancel = () => {
      // The client of this command is cancelled with it.
      const { env } = context;
      void import('#cli/host/find-host.ts')
        .then(({ findHost }) => findHost(env, new AbortController().signal))
        .then((host) => host?.client.invoke('families.cancelUpgrade', { id }));
    };
    context.signal.addEventListener('abort', cancel, { once: true });
    try {
      await client.invoke('families.upgrade', { id, to });
      let step = '';
      const { upgrade } = await watchOne(
        client,
        id,
        (one) => {
          if (one.upgrade !== undefined && one.upgrade.step !== step) {
            step = one.upgrade.step;
            shown.step(`${step}${context.err.symbols.ellipsis}`);
          }
          return over.includes(one.upgrade?.step ?? '');
        },
        upgradeMs,
      );
      if (upgrade === undefined) throw new GatehouseError('internal', 'The upgrade is not known.');
      const done = upgrade.step === 'done';
      const { out } = context;
      return {
        json: { id, upgrade },
        text: [
          `${done ? out.green(out.symbols.ok) : out.red(out.symbols.bad)} ${upgrade.step}`,
          ...upgrade.notes.map((note) => `  ${printable(note)}`),
        ].join('\n'),
        exit: done ? 0 : 1,
      };
    } finally {
      context.signal.removeEventListener('abort', cancel);
      shown.end();
    }
  },
});
