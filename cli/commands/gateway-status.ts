import type * as z from 'zod';
import { defineCommand } from '#cli/command.ts';
import type { gatewayStatusSchema } from '#cli/commands/gateway.schema.ts';
import { gatewayLine } from '#cli/host/gateway-outcome.ts';
import type { Style } from '#cli/term/style.ts';
import { table } from '#cli/term/table.ts';
import type { TopicValue } from '#core/contract/topics.ts';

type Status = z.infer<typeof gatewayStatusSchema>;

export const gatewayStatus = defineCommand({
  path: ['gateway', 'status'],
  summary: 'Show whether the gateway runs, and where. Starts nothing.',
  details: [
    'Without a running Gatehouse it looks whether a gateway answers on the configured port (gatehouse gateway run).',
  ],
  options: { check: { type: 'boolean', summary: 'Say by the exit code whether the gateway is ready' } },
  examples: [
    ['gateway status', 'For people'],
    ['gateway status --check >/dev/null || gatehouse gateway start', 'For scripts'],
  ],
  exitCodes: {
    0: 'answered; with --check: the gateway is ready',
    1: 'it failed; with --check: the gateway is not ready',
  },
  schema: () => import('#cli/commands/gateway.schema.ts').then((schemas) => schemas.gatewayStatusSchema),
  run: async ({ env, signal, out, options }) => {
    const { findHost } = await import('#cli/host/find-host.ts');
    const host = await findHost(env, signal);
    const seen = host ? (await host.client.snapshot('gateway')).gateway : undefined;
    const status = seen && host ? supervised(seen, host.record) : await unsupervised(env, signal);
    return {
      json: status,
      text: statusText(status, seen, out),
      exit: options.check && status.state !== 'ready' && status.state !== 'unsupervised' ? 1 : 0,
    };
  },
});

function supervised(
  gateway: TopicValue<'gateway'>,
  host: { pid: number; url: string; face: 'desktop' | 'web' },
): Status {
  const { observed } = gateway;
  return {
    state: observed.state,
    wanted: gateway.wanted,
    endpoint: gateway.endpoint,
    access: gateway.access,
    pid: observed.state === 'ready' ? (observed.pid ?? null) : null,
    since: 'since' in observed ? observed.since : null,
    reason: 'reason' in observed ? observed.reason : null,
    message: 'message' in observed ? observed.message : null,
    restarts: gateway.restarts,
    attached: gateway.attached,
    wantedRevision: gateway.wantedRevision,
    loadedRevision: gateway.loadedRevision ?? null,
    logPath: gateway.logPath,
    host: { pid: host.pid, url: host.url, face: host.face },
  };
}

const unsupervisedStates = { gateway: 'unsupervised', other: 'foreign', nothing: 'stopped' } as const;

async function unsupervised(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Status> {
  const { configuredEndpoint } = await import('#cli/local/endpoint.ts');
  const { endpoint, answer } = await configuredEndpoint(env, signal);
  return {
    state: unsupervisedStates[answer],
    wanted: null,
    endpoint,
    access: null,
    pid: null,
    since: null,
    reason: null,
    message: null,
    restarts: 0,
    attached: false,
    wantedRevision: null,
    loadedRevision: null,
    logPath: null,
    host: null,
  };
}

function statusText(status: Status, seen: TopicValue<'gateway'> | undefined, out: Style): string {
  const { symbols } = out;
  if (!seen) {
    const lines: Partial<Record<Status['state'], string>> = {
      unsupervised: `${out.green(symbols.ok)} answers at ${out.bold(status.endpoint)} ${out.dim('(gatehouse gateway run)')}`,
      foreign: `${out.red(symbols.bad)} another program answers at ${status.endpoint}; Gatehouse is not running`,
    };
    const line = lines[status.state] ?? `${out.dim(symbols.off)} stopped; Gatehouse is not running`;
    return table([
      [out.dim('Gateway'), line],
      ...(status.state === 'stopped' ? [[out.dim('Next'), 'gatehouse gateway start']] : []),
    ]).join('\n');
  }
  const { loadedRevision, wantedRevision } = seen;
  const revision =
    loadedRevision === wantedRevision
      ? `${wantedRevision}`
      : `${loadedRevision ?? 'none'}, ${wantedRevision} is on its way`;
  return table([
    [out.dim('Gateway'), gatewayLine(seen, out, Date.now())],
    [out.dim('Access'), seen.access],
    ...(seen.observed.state === 'ready' ? [[out.dim('Revision'), revision]] : []),
    ...(seen.restarts > 0 ? [[out.dim('Restarts'), String(seen.restarts)]] : []),
    [out.dim('Log'), seen.logPath],
    [out.dim('Host'), `pid ${status.host?.pid}, ${status.host?.face} face at ${status.host?.url}`],
  ]).join('\n');
}
