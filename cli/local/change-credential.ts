import type { CommandContext, CommandResult } from '#cli/command.ts';
import { type Calls, callsFor, type LocalCallName } from '#cli/local/calls.ts';
import { printable } from '#cli/term/table.ts';
import type { CallInput } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';

type Change = Extract<LocalCallName, `profiles.${string}`>;

/**
 * One change of the credential that the command line names, answered in one shape.
 * @param say what was done, for people; without the id.
 */
export async function changeCredential<N extends Change>(
  context: CommandContext,
  name: N,
  input: Omit<CallInput<N>, 'agent' | 'id'>,
  say: string,
  given: { calls?: Calls; agentAfter?: string } = {},
): Promise<CommandResult> {
  const { agent, out } = context;
  const id = context.args[0] ?? '';
  if (!/^[^:]+:.+/.test(id)) {
    throw new GatehouseError('bad_input', 'A credential is named provider:name, as in anthropic:work.', {
      hint: 'gatehouse models auth list shows them.',
    });
  }
  const calls = given.calls ?? (await callsFor(context));
  await calls.check({ agent });
  const { value, warnings } = await calls.invoke(name, { ...input, agent, id } as unknown as CallInput<N>);
  const after = 'id' in value && typeof value.id === 'string' ? value.id : id;
  const revision = 'revision' in value && typeof value.revision === 'number' ? value.revision : 0;
  return {
    json: { id: after, agentId: given.agentAfter ?? agent, revision, via: calls.via },
    warnings,
    text: `${out.green(out.symbols.ok)} ${out.bold(printable(after))} ${say}.`,
  };
}
