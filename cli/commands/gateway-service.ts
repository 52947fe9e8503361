import { type CommandContext, defineCommand } from '#cli/command.ts';
import { jobText } from '#cli/term/job-text.ts';
import { printable, table } from '#cli/term/table.ts';
import type { ServiceStatus } from '#core/contract/calls/gateway.ts';

const schemas = () => import('#cli/commands/gateway.schema.ts');
const dryRun = { type: 'boolean', summary: 'Show files and programs, and do nothing' } as const;

/** Through the running host, which lets its own gateway go and attaches; else here. */
async function serviceCalls({ env, signal }: Pick<CommandContext, 'env' | 'signal'>) {
  const [{ findHost }, { gatewayServiceOf }] = await Promise.all([
    import('#cli/host/find-host.ts'),
    import('#cli/local/gateway-service.ts'),
  ]);
  const [host, local] = await Promise.all([findHost(env, signal), gatewayServiceOf(env)]);
  return {
    plan: local.plan,
    status: () => (host ? host.client.invoke('gateway.service', {}) : local.status()),
    install: () => (host ? host.client.invoke('gateway.installService', {}) : local.install()),
    uninstall: () => (host ? host.client.invoke('gateway.uninstallService', {}) : local.uninstall()),
  };
}

const report = (status: ServiceStatus) => ({
  kind: status.kind,
  installed: status.installed,
  running: status.running,
  enabled: status.enabled,
  where: status.where ?? null,
  note: status.note ?? null,
});

function statusText(status: ServiceStatus, { out }: Pick<CommandContext, 'out'>): string {
  const said = (is: boolean, yes: string, no: string) =>
    is ? `${out.green(out.symbols.ok)} ${yes}` : `${out.symbols.off} ${no}`;
  return table([
    [out.dim('Manager'), status.kind],
    ...(status.kind === 'none'
      ? []
      : [
          [out.dim('Service'), said(status.installed, 'installed', 'not installed')],
          [out.dim('Now'), said(status.running, 'runs', 'does not run')],
          [out.dim('At login'), said(status.enabled, 'starts by itself', 'does not start')],
        ]),
    ...(status.where ? [[out.dim('Where'), printable(status.where)]] : []),
    ...(status.note ? [[out.dim('Note'), printable(status.note)]] : []),
  ]).join('\n');
}

export const gatewayInstall = defineCommand({
  path: ['gateway', 'install'],
  summary: 'Run the gateway as a service of yours: from login on, also while Gatehouse is closed.',
  details: [
    'A systemd user unit, a launchd agent, or a task of the Task Scheduler that runs gateway run. The service opens the keychain itself; Gatehouse attaches to it, and gateway start, stop and restart go to the service from then on.',
    'What is written is shown before; files that Gatehouse has not written are never replaced.',
  ],
  options: {
    'dry-run': dryRun,
    yes: { type: 'boolean', short: 'y', summary: 'Do not ask for confirmation' },
  },
  examples: [
    ['gateway install --dry-run', 'What would be written and run'],
    ['gateway install --yes', 'Without asking'],
  ],
  schema: () => schemas().then(({ gatewayInstallSchema }) => gatewayInstallSchema),
  run: async (context) => {
    const { options, out, stdin, stderr, signal } = context;
    const service = await serviceCalls(context);
    const job = await service.plan();
    const { files, programs, shown } = jobText(job, out);
    const about = { files, programs };
    if (options['dry-run']) {
      return { json: { ...about, dryRun: true, service: report(await service.status()) }, text: shown };
    }
    if (!options.yes && stdin.isTTY) stderr.write(`${shown}\n`);
    const { confirm } = await import('#cli/term/confirm.ts');
    await confirm('Write and run this?', { yes: options.yes, stdin, stderr, signal });
    const status = await service.install();
    return {
      json: { ...about, dryRun: false, service: report(status) },
      text: statusText(status, context),
    };
  },
});

export const gatewayUninstall = defineCommand({
  path: ['gateway', 'uninstall'],
  summary: 'Stop the service and remove its files.',
  details: ['A running Gatehouse starts the gateway itself again.'],
  options: {},
  examples: [['gateway uninstall', 'Nothing of it stays']],
  schema: () => schemas().then(({ gatewayServiceSchema }) => gatewayServiceSchema),
  run: async (context) => {
    const status = await (await serviceCalls(context)).uninstall();
    return { json: report(status), text: statusText(status, context) };
  },
});

export const gatewayServiceStatus = defineCommand({
  path: ['gateway', 'service'],
  summary: 'Show whether the gateway is installed as a service, runs, and starts at login.',
  options: {},
  examples: [['gateway service', 'With the place of its unit']],
  schema: () => schemas().then(({ gatewayServiceSchema }) => gatewayServiceSchema),
  run: async (context) => {
    const status = await (await serviceCalls(context)).status();
    return { json: report(status), text: statusText(status, context) };
  },
});
