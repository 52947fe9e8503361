import { GatehouseError } from '#core/contract/error.ts';
import { defaultAgentId } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { isKnownAgent } from '#core/status/models-status.ts';
import { agentOf, requireAgent } from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

/** The config as it can be edited. @throws GatehouseError its error while it is not good. */
async function editableConfig(stores: Stores) {
  const { config, error } = await stores.config.read();
  if (error) throw GatehouseError.of(error);
  return config;
}

/**
 * Adds an agent: an entry of `agents.list` in the config.
 * @throws GatehouseError `agent_exists`, `config_invalid`, `config_unreadable`, and the store's codes.
 */
export async function addAgent(
  stores: Stores,
  input: { id: string; name?: string | undefined },
): Promise<void> {
  const config = await editableConfig(stores);
  const doc = await stores.profiles.read();
  if (input.id === defaultAgentId || isKnownAgent(config, Object.keys(doc.agents), input.id)) {
    throw new GatehouseError('agent_exists', say('There is already an agent "{{id}}".', { id: input.id }), {
      where: input.id,
      hint: say('Choose another id.'),
    });
  }
  const entry = { id: input.id, ...(input.name ? { name: input.name } : {}) };
  const list = config.agents?.list ?? [];
  if (list.length === 0) await stores.config.set(['agents', 'list'], [entry]);
  else await stores.config.set(['agents', 'list', list.length], entry);
}

/**
 * Removes an agent without profiles: its entry in the config, and what is left of it in `profiles.json`. Its mirror
 * stays where it is, without anything of ours.
 * @throws GatehouseError `unknown_agent`, `agent_in_use`, `bad_input` (the default agent), and the store's codes.
 */
export async function removeAgent(stores: Stores, input: { id: string }): Promise<void> {
  const { id } = input;
  const config = await editableConfig(stores);
  await requireAgent(stores, id);
  if (id === defaultAgentId) {
    throw new GatehouseError('bad_input', say('The agent "{{id}}" is always there.', { id }), { where: id });
  }
  const doc = await stores.profiles.read();
  const count = Object.keys(agentOf(doc, id).profiles).length;
  if (count > 0) {
    throw new GatehouseError(
      'agent_in_use',
      say('The agent "{{id}}" still has credentials: {{count}}.', { id, count }),
      {
        where: id,
        hint: say('Move or remove them first.'),
      },
    );
  }
  const index = (config.agents?.list ?? []).findIndex((one) => one.id === id);
  if (index >= 0) await stores.config.set(['agents', 'list', index], undefined);
  if (!Object.hasOwn(doc.agents, id)) return;
  await stores.profiles.update((current) => {
    if (Object.keys(agentOf(current, id).profiles).length > 0) {
      throw new GatehouseError(
        'agent_in_use',
        say('The agent "{{id}}" was given a credential meanwhile.', { id }),
        {
          where: id,
        },
      );
    }
    const { [id]: _, ...agents } = current.agents;
    return { ...current, agents };
  });
}
