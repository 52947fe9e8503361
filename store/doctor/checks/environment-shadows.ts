import { resolveProviders } from '#core/model/provider.ts';
import { envKeys, shadowingVariable } from '#core/profile/env-keys.ts';
import { say, wordsOf } from '#core/say/say.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';
import { readEnvironment } from '#store/environment/environment.ts';
import { providerRecords } from '#store/provider-records.ts';

/** Which variables of the environment beat a credential that the person gave. */
export const environmentShadows: Check = {
  id: 'environment-shadows',
  async run({ stores, config, env }) {
    const { variables, problems } = await readEnvironment(stores, env);
    const keys = envKeys(resolveProviders(providerRecords(), config).keys(), variables);
    const doc = await stores.profiles.read();
    const stored = new Set(
      Object.values(doc.agents).flatMap(({ profiles }) =>
        Object.values(profiles).map(({ provider }) => provider),
      ),
    );
    const found: Seen[] = problems
      .filter(({ where }) => where !== 'env.shellEnv')
      .map((problem) => ({
        about: problem.where ?? 'environment',
        state: 'warn',
        what: wordsOf(problem, 'message'),
        hint: wordsOf(problem, 'hint'),
        ...(problem.where ? { where: problem.where } : {}),
      }));
    for (const provider of Object.keys(keys)) {
      const variable = shadowingVariable(keys, provider);
      if (variable === undefined || !stored.has(provider)) continue;
      found.push({
        about: provider,
        state: 'warn',
        what: say('{{variable}} beats every credential of {{provider}}.', { variable, provider }),
        why: say(
          'It is meant for a try; while it is set, order and cooldowns of the credentials have no effect.',
        ),
        hint: say('Unset it where it is set, and start Gatehouse again.'),
        where: variable,
      });
    }
    if (found.length > 0) return found;
    const count = Object.keys(keys).length;
    return ok(
      count === 0
        ? say('The environment has no keys.')
        : say('Providers with keys in the environment, used after the stored ones: {{providers}}.', {
            providers: Object.keys(keys).join(', '),
          }),
    );
  },
};
