import { defineCommand } from '#cli/command.ts';
import { callMs, change, hostOf, watchOne } from '#cli/host/family-host.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Installation } from '#core/family/installation.ts';

const schema = () => import('#cli/commands/families.schema.ts').then(({ familySchema }) => familySchema);
const oneId = { usage: '<id>', min: 1, max: 1 } as const;

const settled = ({ observed: { state } }: Installation) => ['ready', 'failed', 'foreign'].includes(state);

export const familiesStart = defineCommand({
  path: ['families', 'start'],
  summary: 'Start a gateway under the supervision of Gatehouse, and wait until it answers.',
  details: ['One that runs already is attached to. One that a service runs is started by that service.'],
  args: oneId,
  options: {},
  examples: [['families start openclaw', 'Its first start may take half a minute']],
  schema,
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
  schema,
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
  schema,
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
  schema,
  run: (context) => {
    const [id = ''] = context.args;
    return change(context, 'families.reload', { id }, `${printable(id)} has read its credentials.`);
  },
});
