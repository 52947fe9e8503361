import { modelChain } from '#core/model/chain.ts';
import { formatModelRef } from '#core/model/model-ref.ts';
import {
  type AgentModels,
  type ClientDialect,
  indexModels,
  type ModelTable,
  resolveModel,
} from '#core/model/resolve.ts';
import { envKeyId } from '#core/profile/env-keys.ts';
import { orderProfiles } from '#core/profile/order.ts';
import { type Because, type BecauseCode, because, becauseText, becauseWords } from '#core/routing/because.ts';
import type { Cooldowns, RoutingProfile } from '#core/routing/candidates.ts';
import { type FailureReason, failureReasons } from '#core/routing/failure.ts';
import { Itinerary, type ItineraryRules, type Passed } from '#core/routing/itinerary.ts';
import type { Leg } from '#core/routing/leg.ts';
import { moveAfterUse } from '#core/routing/rotation.ts';

/** Everything that the simulator looks at; the gateway routes by the same. */
export interface ExplainWorld {
  providers: Readonly<
    Record<
      string,
      ModelTable['providers'][string] & { needsKey: boolean; limitsPerModel?: boolean | undefined }
    >
  >;
  aliases: Readonly<Record<string, string>>;
  agents: Readonly<Record<string, AgentModels & ExplainAgent>>;
  /** The variables of all keys, in order; one that lists several keys as often. */
  env?: Readonly<Record<string, { override: boolean; variables: readonly string[] }>> | undefined;
  cooldowns: Cooldowns;
  paidSwitch: ItineraryRules['paidSwitch'];
}

interface ExplainAgent {
  profiles: readonly RoutingProfile[];
  order: Readonly<Record<string, readonly string[]>>;
}

export interface ExplainRequest {
  agent: string;
  /** As a client names it. */
  model: string;
  dialect?: ClientDialect | undefined;
  images?: boolean | undefined;
  /** profile id -> why it fails, as if its provider had said so. */
  fail?: Readonly<Record<string, FailureReason>> | undefined;
  /** A pinned profile. */
  pinned?: string | undefined;
}

/** `why` is `because` in English. */
interface Reasoned {
  why: string;
  because: Because[];
}

export type ExplainStep = Reasoned &
  (
    | /** What the name means. */ { kind: 'model'; model: string }
    /** Not tried. */
    | { kind: 'skipped'; model: string; profile?: string | undefined; until?: number | undefined }
    /** Tried, and it fails as supposed. */
    | { kind: 'fails'; model: string; profile?: string | undefined }
    | { kind: 'answers'; model: string; profile?: string | undefined }
    | { kind: 'refused' }
  );

const reasoned = (...reasons: Because[]): Reasoned => ({ why: becauseText(reasons), because: reasons });

/**
 * Which model and which credential a request would use now, step by step with the reason of each, found by the very
 * functions that route requests (R8).
 *
 * @param now epoch milliseconds.
 */
export function explain(world: ExplainWorld, request: ExplainRequest, now: number): ExplainStep[] {
  const { agent, model, dialect = 'openai-chat', images = false, fail = {} } = request;
  const listedBy = indexModels(world);
  const found = resolveModel(world, listedBy, { model, dialect, agent });
  if (!found.ok)
    return [{ kind: 'refused', ...reasoned(because(`refused_${found.reason}`, { name: model })) }];
  const steps: ExplainStep[] = [
    {
      kind: 'model',
      model: formatModelRef(found.ref),
      ...reasoned(because(`named_${found.by}`, { name: model })),
    },
  ];
  const chain = modelChain(world, listedBy, { agent, ref: found.ref, images });
  const [head] = chain;
  if (head?.role === 'image') {
    steps.push({ kind: 'model', model: head.name, ...reasoned(because('image_model')) });
  }

  const pools = new Map<string, Pool | undefined>();
  for (const { ref } of chain) pools.set(ref.provider, poolOf(world, agent, ref.provider));
  const itinerary = new Itinerary(
    chain.map(({ ref, name }): Leg<RoutingProfile> => {
      const { needsKey = true, limitsPerModel } = world.providers[ref.provider] ?? {};
      const { provider, model } = ref;
      return { name, providerId: provider, model, needsKey, limitsPerModel, pool: pools.get(provider) };
    }),
    world.cooldowns,
    { paidSwitch: world.paidSwitch, pinned: request.pinned },
  );
  let told = 0;
  const tellPassed = () => {
    for (const passed of itinerary.passed.slice(told)) steps.push(stepOf(passed));
    told = itinerary.passed.length;
  };
  let next: ReturnType<typeof itinerary.failed> = itinerary.first(now);
  for (;;) {
    tellPassed();
    if (next.act !== 'try') {
      if (next.act === 'give_up') steps.push({ kind: 'refused', ...reasoned(because(`end_${next.why}`)) });
      return steps;
    }
    const link = chain[next.stop.leg];
    const profile = next.stop.profile?.id;
    const reason = profile === undefined ? undefined : fail[profile];
    if (reason === undefined) {
      const paid = next.stop.paidSwitch;
      const reasons = [
        because(`role_${link?.role ?? 'requested'}`),
        because(profile === undefined ? 'needs_none' : 'first_usable'),
        ...(paid === undefined
          ? []
          : [because('paid_for', { profile: paid.from }), because(reasonCode(paid.because))]),
      ];
      steps.push({ kind: 'answers', model: link?.name ?? '', profile, ...reasoned(...reasons) });
      return steps;
    }
    // Whoever is tried goes behind the others of its type, for the next model of this request already.
    const used = next.stop.profile;
    if (used !== undefined && used.env !== true && link !== undefined) {
      const explicit = world.agents[agent]?.order[link.ref.provider];
      moveAfterUse(pools.get(link.ref.provider)?.ordered ?? [], used, explicit);
    }
    next = itinerary.failed({ reason }, { answered: false, reset: false }, now);
  }
}

interface Pool {
  ordered: RoutingProfile[];
  env: RoutingProfile[] | undefined;
  envOverrides: boolean | undefined;
}

function poolOf(world: ExplainWorld, agent: string, provider: string): Pool | undefined {
  const own = world.agents[agent];
  const profiles = own?.profiles.filter((profile) => profile.provider === provider) ?? [];
  const env = world.env?.[provider];
  if (profiles.length === 0 && env === undefined) return undefined;
  return {
    ordered: orderProfiles(profiles, own?.order[provider]),
    env: env?.variables.map(
      (variable, index): RoutingProfile => ({
        id: envKeyId(provider, variable, index),
        provider,
        type: 'api_key',
        env: true,
      }),
    ),
    envOverrides: env?.override,
  };
}

function stepOf({ id, model, why, until, tried }: Passed): ExplainStep {
  const reason = because(reasonCode(why));
  if (tried) return { kind: 'fails', model, profile: id, ...reasoned(because('supposed'), reason) };
  if (why === 'no_credential') return { kind: 'skipped', model, ...reasoned(reason) };
  return {
    kind: 'skipped',
    model,
    profile: id,
    ...reasoned(reason),
    ...(until === undefined ? {} : { until }),
  };
}

/** A word of the routing functions; one that people have no words for is a failure of the provider to them. */
const reasonCode = (word: string): BecauseCode =>
  Object.hasOwn(becauseWords, word) ? (word as BecauseCode) : 'server';

export const isFailureReason = (text: string): text is FailureReason =>
  (failureReasons as readonly string[]).includes(text);
