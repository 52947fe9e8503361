import { GatehouseError } from '#core/contract/error.ts';
import { planPrimary } from '#core/family/config-plan.ts';
import { say } from '#core/say/say.ts';
import { editFamilyConfig } from '#store/family/edit-config.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { commandError, type RunFamilyCommand } from '#store/family/run-command.ts';
import { familyAgents } from '#store/family/state.ts';

/**
 * Makes a model the primary one of an agent there, in its config.
 * @throws GatehouseError `unknown_agent`, `family_config_invalid`.
 */
export async function choosePrimary(place: FamilyPlace, agent: string, model: string): Promise<void> {
  const known = await familyAgents(place.stateDir);
  if (!known.includes(agent)) {
    throw new GatehouseError(
      'unknown_agent',
      say('"{{id}}" has no agent "{{agent}}".', { id: place.id, agent }),
      { where: agent },
    );
  }
  await editFamilyConfig(place.configPath, (doc) => planPrimary(doc, agent, model));
}

/**
 * Sets the order of an agent's credentials there through its own command, which knows where that version keeps it.
 * @param order empty: its own order again.
 * @throws GatehouseError `family_command_failed`.
 */
export async function chooseOrder(
  place: FamilyPlace,
  run: RunFamilyCommand,
  { agent, provider, order }: { agent: string; provider: string; order: readonly string[] },
): Promise<void> {
  const words = ['models', 'auth', 'order', order.length > 0 ? 'set' : 'clear'];
  const args = [...words, '--agent', agent, '--provider', provider, ...order];
  const ran = await run(place, args);
  if (ran.code !== 0) throw commandError(place, args, ran);
}
