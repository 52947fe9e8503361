import { imageRoles, modelAliases, modelRoles } from '#core/config/model-roles.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { routingWorld } from '#store/explain-model.ts';
import { modelCatalog, reachedBy } from '#store/model-catalog.ts';
import { providerRecords } from '#store/provider-records.ts';
import { isLocal } from '#store/scan-models.ts';
import type { Stores } from '#store/stores.ts';

/** One row of `models list`, in the shape that the family prints. */
export interface ListedModel {
  /** `provider/model`. */
  key: string;
  name: string;
  /** `text`, `text+image`… */
  input: string;
  contextWindow: number | null;
  /** On this machine. */
  local: boolean;
  /** A credential is there, or none is needed. */
  available: boolean;
  /** `default`, `fallback#1`, `image`, `img-fallback#1`, `alias:opus`, `not-allowed`, `retires:2026-12-31`. */
  tags: string[];
  /** Named by a role, and in no list. */
  missing: boolean;
}

/**
 * Every model of the catalog, and those that a role names, for one agent.
 *
 * @param provider of this one alone.
 * @throws GatehouseError as `modelCatalog`.
 */
export async function listModels(
  stores: Stores,
  agent: string,
  provider?: string | undefined,
): Promise<ListedModel[]> {
  const routing = await routingWorld(stores, agent);
  const { config } = routing;
  const providers = resolveProviders(providerRecords(), config);
  const catalog = await modelCatalog(stores, { agent, provider });
  const isReached = (provider: string) =>
    providers.get(provider)?.needsKey === false || reachedBy(routing, agent, provider, Date.now()).length > 0;
  const aliases = modelAliases(config);
  const tags = new Map<string, string[]>();
  const tag = (named: string | undefined, text: string) => {
    if (named === undefined) return;
    const key = aliases[named] ?? named;
    tags.set(key, [...(tags.get(key) ?? []), text]);
  };
  const roles = modelRoles(config, agent);
  const image = imageRoles(config, agent);
  tag(roles.primary, 'default');
  for (const [index, model] of roles.fallbacks.entries()) tag(model, `fallback#${index + 1}`);
  tag(image.primary, 'image');
  for (const [index, model] of image.fallbacks.entries()) tag(model, `img-fallback#${index + 1}`);
  for (const [alias, model] of Object.entries(aliases)) tag(model, `alias:${alias}`);

  const listed: ListedModel[] = [];
  for (const { ref: key, provider, name, input, contextWindow, retires, allowed } of catalog) {
    const own = tags.get(key) ?? [];
    tags.delete(key);
    if (!allowed) own.push('not-allowed');
    if (retires !== undefined) own.push(`retires:${retires}`);
    listed.push({
      key,
      name,
      input: (input ?? ['text']).join('+'),
      contextWindow: contextWindow ?? null,
      local: isLocal({ baseUrl: providers.get(provider)?.baseUrl ?? '' }),
      available: isReached(provider),
      tags: own,
      missing: false,
    });
  }
  for (const [key, own] of tags) {
    const available = isReached(parseModelRef(key)?.provider ?? '');
    listed.push({
      key,
      name: key,
      input: 'text',
      contextWindow: null,
      local: false,
      available,
      tags: own,
      missing: true,
    });
  }
  return listed;
}
