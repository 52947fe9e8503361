import { type CommandContext, defineCommand } from '#cli/command.ts';
import { duration } from '#cli/term/duration.ts';
import { jobText } from '#cli/term/job-text.ts';
import { printable, table } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

const schemas = () => import('#cli/commands/auth-monitor.schema.ts');
const every = {
  type: 'string',
  value: '<time>',
  summary: 'How often: 30m (the default), from 5m to 24h',
} as const;
const dryRun = { type: 'boolean', summary: 'Show files and programs, and do nothing' } as const;

/** The job on this system. */
async function definition({ env, options }: CommandContext) {
  const [{ homedir }, defining, { parseTimeSpan }, { ownFile }, { stateDirPath }] = await Promise.all([
    import('node:os'),
    import('#cli/monitor/definition.ts'),
    import('#cli/parse/time-span.ts'),
    import('#cli/siblings.ts'),
    import('#store/state-dir.ts'),
  ]);
  const { longestIntervalMs, monitorDefinition, schedulerOf, shortestIntervalMs } = defining;
  const given = typeof options.every === 'string' ? options.every : '30m';
  const everyMs = parseTimeSpan(given, 'every');
  if (everyMs < shortestIntervalMs || everyMs > longestIntervalMs) {
    throw new GatehouseError('bad_input', '--every is from 5m to 24h.');
  }
  return monitorDefinition(schedulerOf(process.platform, env), {
    node: process.execPath,
    cliFile: ownFile(),
    stateDir: stateDirPath(env),
    home: env.HOME || homedir(),
    everyMs,
    env,
    uid: process.getuid?.() ?? 0,
  });
}

const byHand = (failed: readonly string[]) =>
  failed.map((words) => `This did not succeed; run it by hand where you are signed in: ${words}`);

export const authMonitorInstall = defineCommand({
  path: ['auth-monitor', 'install'],
  summary:
    'Look after credentials at intervals, also while Gatehouse is closed, and notify when one needs you.',
  details: [
    'A systemd timer of yours, a launchd agent, a task of the Task Scheduler, or a job of Termux. It runs auth-monitor run, which does what models status --check does and shows a notification, the same one once a day at most.',
    'What is written is shown before; files that Gatehouse has not written are never replaced.',
  ],
  options: {
    every,
    'dry-run': dryRun,
    yes: { type: 'boolean', short: 'y', summary: 'Do not ask for confirmation' },
  },
  examples: [
    ['auth-monitor install --dry-run', 'What would be written and run'],
    ['auth-monitor install --every 30m --yes', 'Without asking'],
  ],
  schema: () => schemas().then(({ monitorChangeSchema }) => monitorChangeSchema),
  run: async (context) => {
    const { options, out, stdin, stderr, signal, env } = context;
    const [job, { installJob, runProgram }] = await Promise.all([
      definition(context),
      import('#store/user-service/install.ts'),
    ]);
    const { files, programs, shown } = jobText(job, out);
    const about = { scheduler: job.scheduler, files, programs };
    if (options['dry-run']) return { json: { ...about, dryRun: true, failed: [] }, text: shown };
    if (!options.yes && stdin.isTTY) stderr.write(`${shown}\n`);
    const { confirm } = await import('#cli/term/confirm.ts');
    await confirm('Write and run this?', { yes: options.yes, stdin, stderr, signal });
    const failed = await installJob(job, runProgram(env, signal));
    return {
      json: { ...about, dryRun: false, failed },
      warnings: byHand(failed),
      text: [
        ...files.map(({ path }) => `${out.green(out.symbols.ok)} ${printable(path)}`),
        ...(failed.length === 0 ? ['Credentials are looked after from now on.'] : []),
      ].join('\n'),
      exit: failed.length === 0 ? 0 : 1,
    };
  },
});

export const authMonitorUninstall = defineCommand({
  path: ['auth-monitor', 'uninstall'],
  summary: 'End the monitor and remove its files.',
  options: { 'dry-run': dryRun },
  examples: [['auth-monitor uninstall', 'Nothing of it stays']],
  schema: () => schemas().then(({ monitorChangeSchema }) => monitorChangeSchema),
  run: async (context) => {
    const { options, out, env, signal } = context;
    const [job, { uninstallJob, runProgram }] = await Promise.all([
      definition(context),
      import('#store/user-service/install.ts'),
    ]);
    const files = job.files.map(({ path }) => ({ path, content: '' }));
    const programs = job.unregister.map((words) => words.join(' '));
    const about = { scheduler: job.scheduler, files, programs };
    if (options['dry-run']) {
      const lines = [...programs, ...files.map(({ path }) => `remove ${path}`)];
      return { json: { ...about, dryRun: true, failed: [] }, text: lines.map(printable).join('\n') };
    }
    const { removed, failed } = await uninstallJob(job, runProgram(env, signal));
    return {
      json: { ...about, dryRun: false, failed },
      // A job that was not there cannot be ended; that is no matter.
      warnings: removed.length > 0 ? byHand(failed) : [],
      text:
        removed.length > 0
          ? removed.map((path) => `${out.green(out.symbols.ok)} removed ${printable(path)}`).join('\n')
          : 'No file of the monitor is there.',
    };
  },
});

export const authMonitorStatus = defineCommand({
  path: ['auth-monitor', 'status'],
  summary: 'Show whether the monitor is installed and when it last said something.',
  options: {},
  examples: [['auth-monitor status', 'With the files that it has']],
  schema: () => schemas().then(({ monitorStatusSchema }) => monitorStatusSchema),
  run: async (context) => {
    const { out, env, signal } = context;
    const [job, { fileState, runProgram }, { readTold }, { stateDirPath }] = await Promise.all([
      definition(context),
      import('#store/user-service/install.ts'),
      import('#cli/monitor/told.ts'),
      import('#store/state-dir.ts'),
    ]);
    const registered = (await runProgram(env, signal)(job.query)).code === 0;
    const files = await Promise.all(
      job.files
        .filter(({ temporary }) => temporary !== true)
        .map(async (file) => ({ path: file.path, state: await fileState(file) })),
    );
    const told = await readTold(stateDirPath(env));
    const words = {
      missing: 'is not there',
      same: 'is there',
      ours: 'is there, of another interval or version',
      foreign: 'was not written by Gatehouse',
    };
    return {
      json: { scheduler: job.scheduler, registered, files, lastTold: told?.at ?? null },
      text: table([
        [out.dim('Scheduler'), job.scheduler],
        [
          out.dim('Job'),
          registered ? `${out.green(out.symbols.ok)} registered` : `${out.symbols.off} not registered`,
        ],
        ...files.map(({ path, state }) => [out.dim('File'), `${printable(path)} ${words[state]}`]),
        [out.dim('Last said'), told === undefined ? 'nothing yet' : `${duration(Date.now() - told.at)} ago`],
      ]).join('\n'),
    };
  },
});

export const authMonitorRun = defineCommand({
  path: ['auth-monitor', 'run'],
  summary: 'Look at the credentials of all agents once, and notify when one needs you.',
  details: [
    'What the timer runs. The same matter is told once a day at most; on Linux by notify-send, on macOS by osascript, on Windows by PowerShell, on Termux by termux-notification.',
  ],
  options: { 'no-notify': { type: 'boolean', summary: 'Print it only' } },
  examples: [['auth-monitor run --no-notify', 'What it would say']],
  exitCodes: {
    0: 'all is well',
    1: 'it failed, or something is expired or missing, or a file cannot be read',
    2: 'a credential ends within warnHours of the settings (24)',
  },
  schema: () => schemas().then(({ monitorRunSchema }) => monitorRunSchema),
  run: async ({ env, options, out, signal }) => {
    const { runMonitor } = await import('#cli/monitor/run.ts');
    const { report, told } = await runMonitor(env, { notify: !options['no-notify'], signal });
    const { exit, title, lines } = report;
    const marks = [out.green(out.symbols.ok), out.red(out.symbols.bad), out.yellow(out.symbols.warn)];
    return {
      json: { exit, title, lines, told },
      warnings: told === 'not_shown' ? ['No program here could show a notification.'] : [],
      text: [`${marks[exit]} ${title}`, ...lines.map((line) => `  ${printable(line)}`)].join('\n'),
      exit,
    };
  },
});
