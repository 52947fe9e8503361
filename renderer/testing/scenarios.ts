import { machine } from '#renderer/testing/machine.ts';
import { chatScenarios } from '#renderer/testing/scenarios/chats.ts';
import { credentialScenarios } from '#renderer/testing/scenarios/credentials.ts';
import { gatewayScenarios } from '#renderer/testing/scenarios/gateways.ts';
import { hostScenarios } from '#renderer/testing/scenarios/hosts.ts';
import { modelScenarios } from '#renderer/testing/scenarios/models.ts';
import { newcomerScenarios } from '#renderer/testing/scenarios/newcomers.ts';
import { settingsScenarios } from '#renderer/testing/scenarios/settings.ts';
import type { MakeScenario, Scenario } from '#renderer/testing/scenarios/shape.ts';
import { sightScenarios } from '#renderer/testing/scenarios/sight.ts';
import { vaultScenarios } from '#renderer/testing/scenarios/vaults.ts';
import { well } from '#renderer/testing/scenarios/well.ts';

/** A state of the host by name; a new one is an entry in the file of its subject. */
const scenarios = {
  well: (topics) => ({ topics }),
  ...hostScenarios,
  ...vaultScenarios,
  ...gatewayScenarios,
  ...credentialScenarios,
  ...modelScenarios,
  ...chatScenarios,
  ...newcomerScenarios,
  ...sightScenarios,
  ...settingsScenarios,
} satisfies Record<string, MakeScenario>;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as ScenarioName[];

/** Everything is fixed against `now` (epoch milliseconds), so that two pictures of one scenario are the same. */
export function scenario(name: ScenarioName, now: number): Scenario {
  const made = (scenarios[name] as MakeScenario)(well(now), now);
  return { ...made, machine: made.machine ?? machine(now) };
}
