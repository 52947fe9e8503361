import { setTimeout as wait } from 'node:timers/promises';
import { defineCommand } from '#cli/command.ts';
import { progress } from '#cli/term/progress.ts';
import { table } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { HostRecord } from '#store/host-record.ts';

const schema = () => import('#cli/commands/host.schema.ts').then((schemas) => schemas.hostStatusSchema);

const shape = (record: HostRecord | undefined) => ({
  running: record !== undefined,
  pid: record?.pid ?? null,
  url: record?.url ?? null,
  face: record?.face ?? null,
  version: record?.appVersion ?? null,
});

export const hostStart = defineCommand({
  path: ['host', 'start'],
  summary: 'Start Gatehouse in the background, without a window.',
  details: [
    'The host is the process that keeps the profiles and runs the gateway. gatehouse ui opens its window in a browser.',
  ],
  options: {},
  examples: [['host start', 'Returns as soon as it answers; running already is no error']],
  schema,
  run: async (context) => {
    const { ensureHost } = await import('#cli/host/ensure-host.ts');
    const { record, started } = await ensureHost(context);
    const { out } = context;
    return {
      json: shape(record),
      text: `${out.green(out.symbols.ok)} Gatehouse ${started ? 'runs' : 'was running already'} ${out.dim(`(pid ${record.pid}, ${record.url})`)}`,
    };
  },
});

export const hostStatus = defineCommand({
  path: ['host', 'status'],
  summary: 'Show whether Gatehouse itself runs. Starts nothing.',
  options: {},
  examples: [['host status --json', 'For scripts']],
  schema,
  run: async ({ env, signal, out }) => {
    const { findHost } = await import('#cli/host/find-host.ts');
    const host = await findHost(env, signal);
    const text = host
      ? table([
          [
            out.dim('Host'),
            `${out.green(out.symbols.ok)} running ${out.dim(`(pid ${host.record.pid}, version ${host.record.appVersion})`)}`,
          ],
          [out.dim('Face'), `${host.record.face} at ${host.record.url}`],
        ]).join('\n')
      : table([
          [out.dim('Host'), `${out.dim(out.symbols.off)} not running`],
          [out.dim('Next'), 'gatehouse gateway start'],
        ]).join('\n');
    return { json: shape(host?.record), text };
  },
});

/** Milliseconds: the host lets streams end, then ends the gateway by force; both fit in. */
const stopLimitMs = 30_000;
const lookEveryMs = 50;

export const hostStop = defineCommand({
  path: ['host', 'stop'],
  summary: 'End Gatehouse, and the gateway with it.',
  details: ['The desktop app ends too, when it is the one that runs. Not running is no error.'],
  options: {},
  examples: [['host stop', 'Wait until it has ended']],
  schema,
  run: async ({ env, signal, out, err, stderr }) => {
    const { findHost } = await import('#cli/host/find-host.ts');
    const host = await findHost(env, signal);
    if (!host)
      return { json: shape(undefined), text: `${out.green(out.symbols.ok)} Gatehouse was not running.` };
    const { isHostAlive } = await import('#store/host-record.ts');
    await host.client.invoke('app.quit', {});
    const shown = progress(stderr, err);
    shown.step(`Waiting for Gatehouse to end${err.symbols.ellipsis}`);
    try {
      const limit = Date.now() + stopLimitMs;
      // Not a child of this process: nothing tells of its end but looking.
      while (await isHostAlive(host.record)) {
        if (Date.now() > limit) {
          throw new GatehouseError('timeout', `Gatehouse still runs after ${stopLimitMs / 1000} s.`, {
            where: `pid ${host.record.pid}`,
            hint: 'gatehouse logs --source host shows what keeps it.',
          });
        }
        await wait(lookEveryMs, undefined, { signal });
      }
    } finally {
      shown.end();
    }
    return { json: shape(undefined), text: `${out.green(out.symbols.ok)} Gatehouse has ended.` };
  },
});
