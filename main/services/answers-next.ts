import type { ModelRoles } from '#core/config/model-roles.ts';
import type { ProfileView, TopicValue } from '#core/contract/topics.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import type { Provider } from '#core/model/provider.ts';

type AnswersNext = TopicValue<'models'>['agents'][number]['answersNext'];

/**
 * What a request for the primary model would use: each model of the chain with the credentials of its provider, in
 * the order in which they are tried. Pure.
 * @param profiles the agent's, as `profileViews` orders them, which is the order by which the gateway routes.
 */
export function answersNext(
  roles: ModelRoles,
  aliases: Readonly<Record<string, string>>,
  providers: ReadonlyMap<string, Provider>,
  profiles: readonly ProfileView[],
): AnswersNext {
  const models = [...(roles.primary === undefined ? [] : [roles.primary]), ...roles.fallbacks];
  let first = true;
  return models.flatMap((named, index): AnswersNext => {
    const model = aliases[named] ?? named;
    const role = index === 0 && roles.primary !== undefined ? 'Primary model' : `Fallback ${index}`;
    const ref = parseModelRef(model);
    const provider = ref && providers.get(ref.provider);
    if (!ref || !provider) {
      return [{ model, usable: false, why: `${role}, but its provider is not known.` }];
    }
    const own = profiles.filter((profile) => profile.provider === ref.provider);
    if (own.length === 0) {
      if (!provider.needsKey)
        return [{ model, usable: true, why: `${role}; ${provider.name} needs no key.` }];
      return [{ model, usable: false, why: `${role}, but there is no credential for ${provider.name}.` }];
    }
    return own.map((profile) => {
      const trouble = unusable[profile.status];
      const why =
        trouble ?? (first ? `${role}; answers first.` : `${role}; next when those before cannot answer.`);
      first &&= trouble !== undefined;
      return { model, profile: profile.id, usable: trouble === undefined, why };
    });
  });
}

const unusable: Partial<Record<ProfileView['status'], string>> = {
  disabled: 'Skipped: disabled.',
  expired: 'Skipped: expired.',
  secret_missing: 'Skipped: its secret is not in the keychain.',
  unknown: 'Waits for the keychain.',
};
