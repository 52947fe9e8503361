import * as z from 'zod';
import { type Config, upstreamApiSchema } from '#core/config/config.ts';

/** A shipped provider record (`resources/providers.json`): data, so that adding a provider is adding a record. */
export const providerRecordSchema = z.object({
  name: z.string(),
  api: upstreamApiSchema,
  baseUrl: z.string(),
  keyUrl: z.string().optional(),
  keyHint: z.string().optional(),
  /** Keys of this provider begin with one of these; used to recognise a pasted key where that is safe. */
  keyPrefixes: z.array(z.string()).optional(),
  /** False for local servers that answer without a key. */
  needsKey: z.boolean(),
  models: z.array(z.object({ id: z.string(), name: z.string() })),
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
    const models = (given.models ?? []).map((model) => ({ id: model.id, name: model.name ?? model.id }));
    const modelIds = new Set(models.map((model) => model.id));
    providers.set(id, {
      ...known,
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
