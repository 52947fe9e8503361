import { defineCommand } from '#cli/command.ts';
import { callMs, hostOf, told } from '#cli/host/family-host.ts';
import type { Style } from '#cli/term/style.ts';
import { printable, table } from '#cli/term/table.ts';
import type { Installation } from '#core/family/installation.ts';

const schema = () => import('#cli/commands/families.schema.ts').then(({ familiesSchema }) => familiesSchema);

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
  schema,
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
  schema,
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
