import type { CallError } from '#core/contract/error.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { ProfilesDoc } from '#core/profile/profile.ts';
import { say, type Words } from '#core/say/say.ts';
import { dottedPath } from '#core/secret/plaintext.ts';
import {
  type ProfileTarget,
  profileTargets,
  type SecretsPlan,
  secretsPlanSchema,
} from '#core/secret/plan.ts';
import { refKey } from '#core/secret/secret-ref.ts';
import type { SecretsConfig } from '#core/secret/secrets-config.ts';
import { agentOf, knownProviders } from '#store/credentials/common.ts';
import { cleanSecret } from '#store/credentials/given.ts';
import { readEnvironment } from '#store/environment/environment.ts';
import { type ClearSecret, clearPlaces } from '#store/secrets/clear-places.ts';
import { type ResolveOptions, resolveRefs } from '#store/secrets/resolve-refs.ts';
import type { Stores } from '#store/stores.ts';

/** One thing that applying the plan does, in words; no secret in it. */
export interface PlanChange {
  what: 'provider' | 'profile' | 'scrub';
  where: string;
  message: string;
}

export interface PlanPreview {
  /** Nothing stands against applying it. */
  ok: boolean;
  changes: PlanChange[];
  errors: CallError[];
}

/** What applying goes by: everything was looked at and resolved, and nothing was written. */
export interface PreparedPlan extends PlanPreview {
  plan: SecretsPlan;
  targets: (ProfileTarget & { provider: string; secret: string })[];
  scrub: ClearSecret[];
}

/** @throws GatehouseError `bad_input`, naming the field and the rule. */
export function parsePlan(value: unknown): SecretsPlan {
  const checked = secretsPlanSchema.safeParse(value);
  if (checked.success) {
    const names = profileTargets(checked.data).map(({ agent, id }) => `${agent}/${id}`);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice === undefined) return checked.data;
    throw new GatehouseError('bad_input', say('The plan names "{{id}}" twice.', { id: twice }), {
      where: 'targets',
    });
  }
  const issue = checked.error.issues[0];
  const field = dottedPath((issue?.path ?? []) as (string | number)[]);
  throw new GatehouseError(
    'bad_input',
    say('The plan is not valid at "{{field}}": {{message}}.', {
      field,
      message: issue?.message ?? 'wrong shape',
    }),
    {
      where: field,
      hint: say('gatehouse secrets configure writes a plan that is.'),
    },
  );
}

/**
 * Looks at everything that a plan would do: checks it against config and profiles, resolves every reference with the
 * providers as they will be, and finds where the same secrets stand in clear. Writes nothing.
 * @throws GatehouseError `bad_input`, `profiles_unreadable`, `config_invalid`, `config_unreadable`.
 */
export async function preparePlan(
  stores: Stores,
  value: unknown,
  options: ResolveOptions = {},
): Promise<PreparedPlan> {
  const plan = parsePlan(value);
  const { config, error } = await stores.config.read();
  if (error !== undefined) {
    throw GatehouseError.of(error);
  }
  const doc = await stores.profiles.read();
  const providers = await knownProviders(stores);
  const secrets: SecretsConfig = {
    ...config.secrets,
    providers: { ...config.secrets?.providers, ...plan.providerUpserts },
  };
  const errors: CallError[] = [];
  const targets: PreparedPlan['targets'] = [];
  const env = options.env ?? (await readEnvironment(stores)).variables;
  const wanted = profileTargets(plan);
  const answers = await resolveRefs(
    wanted.map(({ ref }) => ref),
    secrets,
    { ...options, env },
  );
  for (const target of wanted) {
    try {
      const provider = providerOf(doc, target, (id) => providers.has(id));
      const answer = answers.get(refKey(target.ref));
      if (answer === undefined) continue;
      if (!answer.ok) throw answer.error;
      targets.push({ ...target, provider, secret: cleanSecret(target.type, answer.value, provider) });
    } catch (cause) {
      if (!(cause instanceof GatehouseError)) throw cause;
      errors.push({ ...cause.toCallError(), where: `${target.agent}/${target.id}` });
    }
  }
  const scrub = errors.length > 0 ? [] : await clearCopies(stores, targets);
  return { ok: errors.length === 0, plan, targets, scrub, errors, changes: changesOf(plan, targets, scrub) };
}

function providerOf(doc: ProfilesDoc, target: ProfileTarget, isKnown: (provider: string) => boolean): string {
  const { profiles } = agentOf(doc, target.agent);
  const profile = Object.hasOwn(profiles, target.id) ? profiles[target.id] : undefined;
  const bad = (message: Words, hint: Words) => new GatehouseError('bad_input', message, { hint });
  if (profile === undefined) {
    const { provider } = target;
    if (provider === undefined) {
      throw new GatehouseError(
        'unknown_profile',
        say('There is no credential "{{id}}".', { id: target.id }),
        {
          hint: say('Name authProfileProvider in the target to make it.'),
        },
      );
    }
    if (!isKnown(provider))
      throw new GatehouseError('unknown_provider', say('There is no provider "{{provider}}".', { provider }));
    if (target.id.startsWith(`${provider}:`)) return provider;
    throw bad(
      say('"{{id}}" is no name for a credential of {{provider}}.', { id: target.id, provider }),
      say('Begin it with "{{provider}}:".', { provider }),
    );
  }
  if (profile.type !== target.type) {
    throw bad(
      say('"{{id}}" is of the type "{{type}}", not "{{wanted}}".', {
        id: target.id,
        type: profile.type,
        wanted: target.type,
      }),
      say('Correct the target.'),
    );
  }
  if (target.provider !== undefined && target.provider !== profile.provider) {
    throw bad(
      say('"{{id}}" is a credential of {{provider}}.', { id: target.id, provider: profile.provider }),
      say('Correct authProfileProvider.'),
    );
  }
  return profile.provider;
}

/** Where the secrets that become references stand in clear in our own files. What a reference leads to is left alone. */
async function clearCopies(stores: Stores, targets: PreparedPlan['targets']): Promise<ClearSecret[]> {
  const secrets = new Set(targets.map(({ secret }) => secret));
  const inUse = new Set(targets.flatMap(({ ref }) => (ref.source === 'env' ? [ref.id] : [])));
  const { found } = await clearPlaces(stores, { env: {} });
  return found.filter(({ kind, at, value }) => {
    if (kind === 'dotenv') return secrets.has(value) && !inUse.has(at);
    const bare = value.replace(/^bearer\s+/i, '');
    return kind === 'config_value' && (secrets.has(value) || secrets.has(bare));
  });
}

function changesOf(
  plan: SecretsPlan,
  targets: PreparedPlan['targets'],
  scrub: readonly ClearSecret[],
): PlanChange[] {
  return [
    ...Object.entries(plan.providerUpserts ?? {}).map(
      ([alias, { source }]): PlanChange => ({
        what: 'provider',
        where: `secrets.providers.${alias}`,
        message: `The provider "${alias}" (${source}) is set.`,
      }),
    ),
    ...targets.map(
      ({ agent, id, ref }): PlanChange => ({
        what: 'profile',
        where: `${agent}/${id}`,
        message: `"${id}" becomes a reference to ${refKey(ref)}; its secret is taken out of the vault.`,
      }),
    ),
    ...scrub.map(
      ({ file, at }): PlanChange => ({
        what: 'scrub',
        where: `${file} (${at})`,
        message: 'The same secret in clear is taken out here.',
      }),
    ),
  ];
}

/** The dry run: what a plan would do, or why it cannot be applied. */
export async function previewPlan(
  stores: Stores,
  plan: unknown,
  options: ResolveOptions = {},
): Promise<PlanPreview> {
  const { ok, changes, errors } = await preparePlan(stores, plan, options);
  return { ok, changes, errors };
}
