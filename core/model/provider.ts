import * as z from 'zod';
import {
  type Config,
  type configModelSchema,
  modelFacts,
  modelPrices,
  upstreamApiSchema,
} from '#core/config/config.ts';

/** One model of the catalog. What is absent is unknown. */
export const modelSchema = z.object({
  id: z.string(),
  name: z.string(),
  ...modelFacts,
  cost: z.object(modelPrices).optional(),
});
export type Model = z.infer<typeof modelSchema>;

/** A shipped provider record (`resources/providers.json`): data, so that adding a provider is adding a record. */
export const providerRecordSchema = z.object({
  name: z.string(),
  /** What everybody is translated to who speaks none of these. */
  api: upstreamApiSchema,
  /** Further APIs at the same base URL: what their clients send passes as it is. */
  also: z.array(upstreamApiSchema).optional(),
  baseUrl: z.string(),
  keyUrl: z.string().optional(),
  keyHint: z.string().optional(),
  /** Keys of this provider begin with one of these; used to recognise a pasted key where that is safe. */
  keyPrefixes: z.array(z.string()).optional(),
  /** False for local servers that answer without a key. */
  needsKey: z.boolean(),
  /** A rate limit is one model's, and the credential goes on answering others. */
  limitsPerModel: z.boolean().optional(),
  models: z.array(modelSchema),
});
export type ProviderRecord = z.infer<typeof providerRecordSchema>;
export type ProviderRecords = Readonly<Record<string, ProviderRecord>>;

export interface Provider extends ProviderRecord {
  id: string;
  headers?: Record<string, string>;
  /** True when it is known from the config alone. */
  custom: boolean;
}

/** Shipped records with the config's `models.providers` laid over them, field by field; the config wins. */
export function resolveProviders(records: ProviderRecords, config: Config): Map<string, Provider> {
  const providers = new Map<string, Provider>();
  for (const [id, record] of Object.entries(records)) providers.set(id, { ...record, id, custom: false });
  for (const [id, given] of Object.entries(config.models?.providers ?? {})) {
    const known = providers.get(id);
    const shipped = new Map(known?.models.map((model) => [model.id, model]));
    const models = (given.models ?? []).map((model) => laidOver(shipped.get(model.id), model));
    const modelIds = new Set(models.map((model) => model.id));
    // Another address speaks what the config says it does.
    const { also: _, ...shippedRecord } = known ?? {};
    providers.set(id, {
      ...shippedRecord,
      ...(given.also === undefined ? {} : { also: given.also }),
      id,
      name: given.name ?? known?.name ?? id,
      api: given.api,
      baseUrl: given.baseUrl.replace(/\/+$/, ''),
      needsKey: known?.needsKey ?? true,
      custom: known === undefined,
      models: [...models, ...(known?.models ?? []).filter((model) => !modelIds.has(model.id))],
      ...(given.headers ? { headers: given.headers } : {}),
    });
  }
  return providers;
}

/** A model of the config over the shipped one of the same id, field by field. */
function laidOver(known: Model | undefined, given: ConfigModel): Model {
  const { id, name, contextWindow, maxTokens, input, tools, reasoning, cost, retires } = given;
  return {
    ...known,
    id,
    name: name ?? known?.name ?? id,
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(input === undefined ? {} : { input }),
    ...(tools === undefined ? {} : { tools }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(cost === undefined ? {} : { cost }),
    ...(retires === undefined ? {} : { retires }),
  };
}

type ConfigModel = z.infer<typeof configModelSchema>;
