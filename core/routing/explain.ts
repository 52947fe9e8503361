import { notAllowedMessage } from '#core/model/allow.ts';
import { modelChain } from '#core/model/chain.ts';
import { formatModelRef } from '#core/model/model-ref.ts';
import {
  type AgentModels,
  type ClientDialect,
  indexModels,
  type ModelTable,
  resolveModel,
} from '#core/model/resolve.ts';
import { orderProfiles } from '#core/profile/order.ts';
import type { Cooldowns, RoutingProfile } from '#core/routing/candidates.ts';
import { type FailureReason, failureReasons } from '#core/routing/failure.ts';
import { Itinerary, type ItineraryRules, type Leg, type Passed } from '#core/routing/itinerary.ts';

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

export type ExplainStep =
  /** What the name means. */
  | { kind: 'model'; model: string; why: string }
  /** Not tried. */
  | { kind: 'skipped'; model: string; profile?: string | undefined; why: string; until?: number | undefined }
  /** Tried, and it fails as supposed. */
  | { kind: 'fails'; model: string; profile?: string | undefined; why: string }
  | { kind: 'answers'; model: string; profile?: string | undefined; why: string }
  | { kind: 'refused'; why: string };

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
  if (!found.ok) return [{ kind: 'refused', why: refusals[found.reason](model) }];
  const steps: ExplainStep[] = [
    { kind: 'model', model: formatModelRef(found.ref), why: meanings[found.by](model) },
  ];
  const chain = modelChain(world, listedBy, { agent, ref: found.ref, images });
  const [head] = chain;
  if (head?.role === 'image') {
    steps.push({
      kind: 'model',
      model: head.name,
      why: 'The request has images, which that model does not take.',
    });
  }

  const itinerary = new Itinerary(
    chain.map(({ ref, name }) => legOf(world, agent, ref.provider, ref.model, name)),
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
      if (next.act === 'give_up') steps.push({ kind: 'refused', why: ends[next.why] });
      return steps;
    }
    const link = chain[next.stop.leg];
    const profile = next.stop.profile?.id;
    const reason = profile === undefined ? undefined : fail[profile];
    if (reason === undefined) {
      const paid = next.stop.paidSwitch;
      const why = [
        roles[link?.role ?? 'requested'],
        profile === undefined ? 'Its provider needs no credential.' : firstUsable,
        ...(paid === undefined
          ? []
          : [`Paid by use, in place of ${paid.from} (${reasons[paid.because] ?? paid.because}).`]),
      ].join(' ');
      steps.push({ kind: 'answers', model: link?.name ?? '', profile, why });
      return steps;
    }
    next = itinerary.failed({ reason }, { answered: false, reset: false }, now);
  }
}

const firstUsable = 'The first usable credential in its order.';

function legOf(
  world: ExplainWorld,
  agent: string,
  provider: string,
  model: string,
  name: string,
): Leg<RoutingProfile> {
  const { needsKey = true, limitsPerModel } = world.providers[provider] ?? {};
  const own = world.agents[agent];
  const profiles = own?.profiles.filter((profile) => profile.provider === provider) ?? [];
  const env = world.env?.[provider];
  const pool =
    profiles.length === 0 && env === undefined
      ? undefined
      : {
          ordered: orderProfiles(profiles, own?.order[provider]),
          env: env?.variables.map(
            (variable): RoutingProfile => ({
              id: `${provider}:env:${variable}`,
              provider,
              type: 'api_key',
              env: true,
            }),
          ),
          envOverrides: env?.override,
        };
  return { name, providerId: provider, model, needsKey, limitsPerModel, pool };
}

function stepOf({ id, model, why, until, tried }: Passed): ExplainStep {
  const text = reasons[why] ?? why;
  if (tried) return { kind: 'fails', model, profile: id, why: `As supposed: ${text}.` };
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  if (why === 'no_credential') return { kind: 'skipped', model, why: sentence };
  return { kind: 'skipped', model, profile: id, why: sentence, ...(until === undefined ? {} : { until }) };
}

export const isFailureReason = (text: string): text is FailureReason =>
  (failureReasons as readonly string[]).includes(text);

const reasons: Readonly<Record<string, string>> = {
  auth: 'its provider refuses it',
  rate_limit: 'rate limited',
  billing: 'out of credit',
  overloaded: 'its provider is overloaded',
  server: 'its provider fails',
  bad_request: 'the request itself is wrong',
  model_not_found: 'it does not have this model',
  timeout: 'no answer in time',
  unreachable: 'its provider cannot be reached',
  expired: 'expired',
  held: 'held back by the policy, since it is paid by use',
  no_credential: 'there is no credential for its provider',
  pin_missing: 'pinned, but not there',
};

const roles = {
  requested: 'The model that was asked for.',
  image: 'The image model.',
  fallback: 'A fallback model.',
  image_fallback: 'A fallback of the image model.',
} as const;

const ends = {
  answered: 'The answer broke off.',
  not_the_credential: 'Another credential would not help.',
  none_left: 'Nothing is left to try.',
} as const;

const meanings: Readonly<
  Record<Extract<ReturnType<typeof resolveModel>, { ok: true }>['by'], (model: string) => string>
> = {
  ref: () => 'Named as provider/model.',
  alias: (model) => `"${model}" is an alias.`,
  primary: () => 'The primary model of the agent.',
  role: (model) => `"${model}" names a role of the agent.`,
  listed: () => 'The provider that lists this model.',
  dialect: () => 'A bare name in the Anthropic format goes to Anthropic.',
  primary_provider: () => 'A bare name that nobody lists goes to the provider of the primary model.',
};

const refusals: Readonly<
  Record<Extract<ReturnType<typeof resolveModel>, { ok: false }>['reason'], (model: string) => string>
> = {
  unknown_agent: () => 'There is no such agent.',
  no_primary: () => 'No primary model is set.',
  unknown_provider: (model) => `No provider is known for "${model}".`,
  unknown_model: (model) => `The model "${model}" is not known.`,
  not_allowed: notAllowedMessage,
};
