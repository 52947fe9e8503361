import type { CommandContext, CommandResult } from '#cli/command.ts';
import type { HostClient } from '#cli/host/host-client.ts';
import type { Style } from '#cli/term/style.ts';
import type { CallInput, CallName } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Installation } from '#core/family/installation.ts';

/** Milliseconds: a first look asks their own commands, which take seconds each; a first start compiles for half a minute. */
export const callMs = 120_000;
const stateMs = 180_000;

type Context = Pick<CommandContext, 'env' | 'signal' | 'stderr' | 'err'>;

/** The host looks after gateways; it is started where it does not run. */
export async function hostOf(context: Context): Promise<HostClient> {
  const { ensureHost } = await import('#cli/host/ensure-host.ts');
  return (await ensureHost(context)).client;
}

export async function told<T>(context: Context, text: string, work: () => Promise<T>): Promise<T> {
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
export const watchOne = (
  client: HostClient,
  id: string,
  wanted: (one: Installation) => boolean,
  limitMs = stateMs,
) =>
  client.watch(({ families }) => {
    const one = families?.installations.find((each) => each.id === id);
    return one !== undefined && wanted(one) ? one : undefined;
  }, limitMs);

/** Calls, then shows how the installation stands. */
export async function change<N extends CallName>(
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
