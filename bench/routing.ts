import { indexModels, type ModelTable, resolveModel } from '#core/model/resolve.ts';
import { orderProfiles } from '#core/profile/order.ts';
import { eligible, type RoutingProfile } from '#core/routing/candidates.ts';
import type { Cooldown } from '#core/routing/cooldown.ts';
import { moveAfterUse } from '#core/routing/rotation.ts';

const now = 1_800_000_000_000;

/** Microseconds for one decision, model and credentials, among 1,000 profiles of one provider and 5,000 models. */
export function routingDecisionUs(): number {
  const table: ModelTable = {
    providers: Object.fromEntries(
      Array.from({ length: 10 }, (_, provider) => [
        `p${provider}`,
        { models: Array.from({ length: 500 }, (_, model) => ({ id: `m${provider}-${model}` })) },
      ]),
    ),
    aliases: {},
    agents: { main: { primary: 'p1/m1-1', fallbacks: [] } },
  };
  const listedBy = indexModels(table);
  const profiles: (RoutingProfile & { lastUsedAt?: number })[] = Array.from({ length: 1000 }, (_, at) => ({
    id: `p1:profile-${at}`,
    provider: 'p1',
    type: 'api_key',
  }));
  const cooldowns = new Map<string, Cooldown>([
    [
      'p1:profile-7',
      { reason: 'rate_limit', failures: 1, billingFailures: 0, since: now, until: now + 60_000 },
    ],
  ]);
  const ordered = orderProfiles(profiles, undefined);
  let at = 0;
  const decide = () => {
    const found = resolveModel(table, listedBy, {
      model: `m1-${at % 500}`,
      dialect: 'openai-chat',
      agent: 'main',
    });
    const { usable } = eligible(ordered, cooldowns, now);
    // As in life: who answers is used last from now on.
    const first = usable[0];
    if (!found.ok || first === undefined) throw new Error('nothing was found');
    first.lastUsedAt = now + ++at;
    moveAfterUse(ordered, first, undefined);
  };
  for (let warm = 0; warm < 2000; warm++) decide();
  const count = 5000;
  const began = performance.now();
  for (let run = 0; run < count; run++) decide();
  return ((performance.now() - began) * 1000) / count;
}
