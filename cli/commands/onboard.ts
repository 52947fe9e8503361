import type * as z from 'zod';
import { type CommandContext, type CommandResult, defineCommand } from '#cli/command.ts';
import type { onboardSchema } from '#cli/commands/onboard.schema.ts';
import type { HostClient } from '#cli/host/host-client.ts';
import type { Step, Work } from '#cli/onboard/steps.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

type Report = z.infer<typeof onboardSchema>;

export const onboard = defineCommand({
  path: ['onboard'],
  summary: 'From nothing to a first answer: credentials, vault, gateway.',
  details: [
    'On a terminal it asks: what was found on this machine to take in, else a key to paste; where the secrets lie if there is no keychain. Then it starts the gateway, asks for a first answer and shows how to point your tools here. Each question has an option that answers it.',
    'Running it again changes nothing that is set up already.',
  ],
  usageHint: 'A key never goes on the command line: it is asked for, or read from standard input.',
  options: {
    'non-interactive': { type: 'boolean', summary: 'Ask nothing; also where there is no terminal' },
    provider: {
      type: 'string',
      short: 'p',
      value: '<id>',
      summary: 'Store a key of this provider, from the prompt or standard input',
    },
    import: {
      type: 'string',
      value: '<ids>',
      summary: 'Take these of imports scan in, with commas, or "all"',
    },
    vault: {
      type: 'string',
      value: '<level>',
      summary: 'Where the secrets lie',
      choices: ['keychain', 'encrypted_file'],
    },
    'key-file': { type: 'boolean', summary: 'With --vault encrypted_file: a key file opens it' },
    model: { type: 'string', value: '<provider/model>', summary: 'The primary model' },
    'no-start': { type: 'boolean', summary: 'Do not start the gateway' },
    'no-answer': { type: 'boolean', summary: 'Do not ask for a first answer, which may cost a little' },
  },
  takesAgent: true,
  examples: [
    ['onboard', 'Asks what it needs to know'],
    ['onboard --non-interactive --import all', 'Everything that was found on this machine'],
    ['onboard --non-interactive --provider anthropic < key.txt', 'With a key from a file'],
    [
      'onboard --non-interactive --vault encrypted_file --key-file --provider openai --no-answer < key.txt',
      'On a server without a keychain',
    ],
  ],
  exitCodes: {
    0: 'everything is set up',
    1: 'it failed; what was done before stays',
    2: 'everything is set up, but the first answer failed',
  },
  schema: () => import('#cli/commands/onboard.schema.ts').then((schemas) => schemas.onboardSchema),
  run: async (context) => {
    const { options, agent, stdin } = context;
    const began = performance.now();
    const [{ callsFor }, { talkTo }, { vaultStep, credentialsStep, modelStep }] = await Promise.all([
      import('#cli/local/calls.ts'),
      import('#cli/onboard/talk.ts'),
      import('#cli/onboard/steps.ts'),
    ]);
    const interactive = stdin.isTTY === true && !options['non-interactive'] && !context.json;
    const talk = interactive ? talkTo(context) : undefined;
    const work: Work = {
      context,
      calls: await callsFor(context),
      talk,
      answers: {
        vault: options.vault as 'keychain' | 'encrypted_file' | undefined,
        keyFile: options['key-file'],
        provider: options.provider,
        imports: options.import,
        model: options.model,
      },
    };
    const loadedBefore = await loadedRevision(context);
    const vault = await vaultStep(work);
    const credentials = await credentialsStep(work);
    const chosen = await modelStep(work);
    const report: Report = {
      agentId: agent,
      steps: [vault, credentials.step, chosen.step],
      added: credentials.added,
      model: chosen.model,
      endpoint: null,
      answer: null,
      seconds: 0,
      questions: 0,
    };
    const changed = report.steps.some(({ state }) => state === 'done');
    report.steps.push(...(await startAndAsk(work, report, changed ? loadedBefore : undefined)));
    await work.calls.invoke('settings.change', { onboarded: true });
    report.seconds = Math.round((performance.now() - began) / 100) / 10;
    report.questions = talk?.questions ?? 0;
    return result(report, context);
  },
});

/** What the running gateway goes by now; undefined: none runs. */
async function loadedRevision({ env, signal }: CommandContext): Promise<number | undefined> {
  const { findHost } = await import('#cli/host/find-host.ts');
  const host = await findHost(env, signal);
  return host && (await host.client.snapshot('gateway')).gateway.loadedRevision;
}

async function startAndAsk(
  { context, passphrase }: Work,
  report: Report,
  loadedBefore: number | undefined,
): Promise<Step[]> {
  if (context.options['no-start']) {
    return [
      { step: 'gateway', state: 'skipped', detail: 'gatehouse gateway start starts it.' },
      { step: 'answer', state: 'skipped', detail: 'The gateway was not started.' },
    ];
  }
  const [{ ensureHost }, { readyGateway }, { firstAnswer, untilLoaded }] = await Promise.all([
    import('#cli/host/ensure-host.ts'),
    import('#cli/host/ready-gateway.ts'),
    import('#cli/onboard/first-answer.ts'),
  ]);
  const { client, started } = await ensureHost(context);
  await openHostVault(context, client, passphrase);
  const { gateway: before } = await client.snapshot('gateway');
  await client.invoke('gateway.start', {});
  const { endpoint } = await readyGateway(context, client);
  report.endpoint = endpoint;
  const gateway: Step = {
    step: 'gateway',
    state: !started && before.observed.state === 'ready' ? 'already' : 'done',
    detail: `It answers at ${endpoint}.`,
  };
  if (context.options['no-answer'] || report.model === null) {
    return [gateway, { step: 'answer', state: 'skipped', detail: 'No answer was asked for.' }];
  }
  await untilLoaded(client, loadedBefore);
  try {
    const { text, model, profile } = await firstAnswer(context);
    report.answer = { text, ...(model ? { model } : {}), ...(profile ? { profile } : {}) };
    const via = profile === undefined ? '' : ` via ${profile}`;
    return [gateway, { step: 'answer', state: 'done', detail: `${model ?? report.model}${via} answered.` }];
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.code === 'cancelled') throw error;
    return [gateway, { step: 'answer', state: 'failed', detail: error.message, code: error.code }];
  }
}

/** A host that has just started has not been told the passphrase of the encrypted file. */
async function openHostVault(
  context: CommandContext,
  client: HostClient,
  passphrase: string | undefined,
): Promise<void> {
  const [{ changesViaHost }, { openedVault }] = await Promise.all([
    import('#cli/local/via-host.ts'),
    import('#cli/local/open-vault.ts'),
  ]);
  const vault = changesViaHost(client);
  if (passphrase !== undefined && (await vault.vault()).state === 'locked') await vault.unlock(passphrase);
  await openedVault(vault, context);
}

async function result(report: Report, { out }: CommandContext): Promise<CommandResult> {
  const { symbols } = out;
  const mark = ({ state }: Report['steps'][number]) => {
    if (state === 'failed') return out.red(symbols.bad);
    return state === 'skipped' ? out.dim(symbols.off) : out.green(symbols.ok);
  };
  const lines = report.steps.map((step) => `${mark(step)} ${printable(step.detail)}`);
  if (report.answer) lines.push('', `  ${printable(report.answer.text.trim())}`);
  if (report.endpoint !== null) {
    lines.push('', `Point your tools here: ${out.bold(report.endpoint)}`);
    lines.push(
      `  gatehouse snippets         ${out.dim('for OpenAI and Anthropic clients, curl, Claude Code, Codex…')}`,
    );
    lines.push(`  gatehouse gateway token    ${out.dim('the access token that they need')}`);
  }
  lines.push('', out.dim(`${report.seconds} s`));
  const failed = report.steps.filter(({ state }) => state === 'failed');
  return {
    json: report,
    text: lines.join('\n'),
    exit: failed.some(({ step }) => step !== 'answer') ? 1 : failed.length > 0 ? 2 : 0,
  };
}
