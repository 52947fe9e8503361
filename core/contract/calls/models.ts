import * as z from 'zod';
import { upstreamApiSchema } from '#core/config/config.ts';
import { agent, call, nothing } from '#core/contract/calls/define.ts';
import { callErrorSchema } from '#core/contract/error.ts';
import { modelSchema } from '#core/model/provider.ts';
import { providerIdSchema } from '#core/profile/profile.ts';
import { becauseSchema } from '#core/routing/because.ts';
import { failureReasons } from '#core/routing/failure.ts';

/** `why` is `because` in English. */
const reasoned = { why: z.string(), because: z.array(becauseSchema) };

export const explainStepSchema = z.discriminatedUnion('kind', [
  /** What the name means. */
  z.object({ kind: z.literal('model'), model: z.string(), ...reasoned }),
  /** Not tried, with the end of its rest (epoch milliseconds) when it has one. */
  z.object({
    kind: z.literal('skipped'),
    model: z.string(),
    profile: z.string().optional(),
    ...reasoned,
    until: z.number().optional(),
  }),
  z.object({ kind: z.literal('fails'), model: z.string(), profile: z.string().optional(), ...reasoned }),
  z.object({
    kind: z.literal('answers'),
    model: z.string(),
    profile: z.string().optional(),
    ...reasoned,
  }),
  z.object({ kind: z.literal('refused'), ...reasoned }),
]);

/** A ref or an alias. */
const model = z.string().min(1).max(300);

/** A model of the catalog with what can be reached now. */
export const catalogModelSchema = modelSchema.extend({
  ref: z.string(),
  provider: z.string(),
  alias: z.string().optional(),
  /** Shipped, found by a look at the provider, or given in the config. */
  source: z.enum(['shipped', 'scanned', 'config']),
  allowed: z.boolean(),
  /** Profiles of the agent that reach it, in the order in which they are tried; environment keys as `env:NAME`. */
  reachable: z.array(z.string()),
});
export type CatalogModel = z.infer<typeof catalogModelSchema>;

export const modelCalls = {
  'models.setPrimary': call(z.object({ agent, model }), nothing),
  'models.setFallbacks': call(z.object({ agent, models: z.array(model).max(50) }), nothing),
  /** For requests with images; `null`: the primary answers them. */
  'models.setImage': call(z.object({ agent, model: model.nullable() }), nothing),
  'models.setImageFallbacks': call(z.object({ agent, models: z.array(model).max(50) }), nothing),
  'models.setUtility': call(z.object({ agent, model: model.nullable() }), nothing),
  /** A provider by its address; `provider_exists` for one that is known, whose address never changes by this. */
  'models.addProvider': call(
    z.object({
      id: providerIdSchema,
      name: z.string().trim().min(1).max(60).optional(),
      baseUrl: z.url({ protocol: /^https?$/ }),
      api: upstreamApiSchema,
    }),
    nothing,
  ),
  /** `null` removes the alias. `bad_input` for one that `/model` could not take. */
  'models.setAlias': call(z.object({ alias: z.string().min(1).max(300), model: model.nullable() }), nothing),
  /** Refs, `provider/*` and `*`; `null`: every model. Aliases stay. */
  'models.setAllowed': call(z.object({ models: z.array(model).max(500).nullable() }), nothing),
  'models.catalog': call(
    z.object({ agent, provider: z.string().optional() }),
    z.object({ models: z.array(catalogModelSchema) }),
  ),
  /** Asks the providers, or one, for their own lists of models, and looks for local servers. */
  'models.scan': call(
    z.object({ agent, provider: z.string().optional() }),
    z.object({
      providers: z.array(
        z.object({
          id: z.string(),
          found: z.number().int(),
          added: z.number().int(),
          error: callErrorSchema.optional(),
        }),
      ),
    }),
  ),
  /** One small request through the gateway's own functions. */
  'models.probe': call(
    z.object({ agent, model }),
    z.object({
      ok: z.boolean(),
      profile: z.string().optional(),
      /** Milliseconds to the answer. */
      latencyMs: z.number(),
      error: callErrorSchema.optional(),
    }),
  ),
  /** Which model and which credential a request would use now, and why; found by the functions that route. */
  'models.explain': call(
    z.object({
      agent,
      /** As a client names it; `gatehouse` is the primary. */
      model: z.string().min(1).max(300).default('gatehouse'),
      /** The request carries images. */
      images: z.boolean().optional(),
      /** profile id -> why it is supposed to fail. */
      fail: z.record(z.string(), z.enum(failureReasons)).optional(),
    }),
    z.object({ steps: z.array(explainStepSchema) }),
  ),
} as const;
