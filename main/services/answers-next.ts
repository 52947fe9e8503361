import type { ModelRoles } from '#core/config/model-roles.ts';
import type { ProfileView, TopicValue } from '#core/contract/topics.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import type { Provider } from '#core/model/provider.ts';
import { type Because, type BecauseCode, because, becauseText } from '#core/routing/because.ts';
import type { Rest } from '#core/routing/resting.ts';

type AnswersNext = TopicValue<'models'>['agents'][number]['answersNext'];

/**
 * What a request for the primary model would use: each model of the chain with the credentials of its provider, in
 * the order in which they are tried. Pure.
 * @param profiles the agent's, as `profileViews` orders them, which is the order by which the gateway routes.
 * @param restOf why a profile is passed over for a model now, if it is.
 */
export function answersNext(
  roles: ModelRoles,
  aliases: Readonly<Record<string, string>>,
  providers: ReadonlyMap<string, Provider>,
  profiles: readonly ProfileView[],
  restOf: (profile: string, model: string) => Rest | undefined = () => undefined,
): AnswersNext {
  const models = [...(roles.primary === undefined ? [] : [roles.primary]), ...roles.fallbacks];
  let first = true;
  return models.flatMap((named, index): AnswersNext => {
    const model = aliases[named] ?? named;
    const role = because(index === 0 && roles.primary !== undefined ? 'role_primary' : 'role_fallback');
    const ref = parseModelRef(model);
    const provider = ref && providers.get(ref.provider);
    if (!ref || !provider) {
      return [{ model, usable: false, ...reasoned(role, because('unknown_provider_of')) }];
    }
    const own = profiles.filter((profile) => profile.provider === ref.provider);
    if (own.length === 0) {
      const usable = !provider.needsKey;
      return [{ model, usable, ...reasoned(role, because(usable ? 'needs_none' : 'no_credential')) }];
    }
    return own.map((profile) => {
      const trouble = unusable[profile.status] ?? resting(restOf(profile.id, ref.model));
      const reasons =
        trouble === undefined
          ? [role, because(first ? 'answers_first' : 'next_in_line')]
          : [because(trouble)];
      first &&= trouble !== undefined;
      return { model, profile: profile.id, usable: trouble === undefined, ...reasoned(...reasons) };
    });
  });
}

function resting(rest: Rest | undefined): BecauseCode | undefined {
  if (rest === undefined) return undefined;
  return rest.reason === 'auth' || rest.reason === 'billing' ? rest.reason : 'rate_limit';
}

const reasoned = (...reasons: Because[]) => ({ why: becauseText(reasons), because: reasons });

const unusable: Partial<Record<ProfileView['status'], BecauseCode>> = {
  disabled: 'disabled',
  expired: 'expired',
  secret_missing: 'secret_missing',
  unknown: 'waits_for_vault',
};
