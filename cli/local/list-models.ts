import { imageRoles, modelAliases, modelRoles } from '#core/config/model-roles.ts';
import { isAllowed } from '#core/model/allow.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import { resolveProviders } from '#core/model/provider.ts';
import { envKeys } from '#core/profile/env-keys.ts';
import { readEnvironment } from '#store/environment/environment.ts';
import { providerRecords } from '#store/provider-records.ts';
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

/** Every model of the catalog, and those that a role names, for one agent. */
export async function listModels(stores: Stores, agent: string): Promise<ListedModel[]> {
  const [{ config }, doc] = await Promise.all([stores.config.read(), stores.profiles.read()]);
  const providers = resolveProviders(providerRecords(), config);
  const { variables } = await readEnvironment(stores, process.env);
  const withKeys = new Set(Object.keys(envKeys([...providers.keys()], variables)));
  for (const { provider, disabled } of Object.values(doc.agents[agent]?.profiles ?? {})) {
    if (disabled !== true) withKeys.add(provider);
  }
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

  const allowed = Object.keys(config.agents?.defaults?.models ?? {});
  const listed: ListedModel[] = [];
  for (const { id: provider, models, baseUrl, needsKey } of providers.values()) {
    const local = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname);
    const available = !needsKey || withKeys.has(provider);
    for (const { id, name, input, contextWindow, retires } of models) {
      const key = `${provider}/${id}`;
      const own = tags.get(key) ?? [];
      tags.delete(key);
      if (!isAllowed(allowed, { provider, model: id })) own.push('not-allowed');
      if (retires !== undefined) own.push(`retires:${retires}`);
      listed.push({
        key,
        name,
        input: (input ?? ['text']).join('+'),
        contextWindow: contextWindow ?? null,
        local,
        available,
        tags: own,
        missing: false,
      });
    }
  }
  for (const [key, own] of tags) {
    const provider = providers.get(parseModelRef(key)?.provider ?? '');
    const available = provider !== undefined && (!provider.needsKey || withKeys.has(provider.id));
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
