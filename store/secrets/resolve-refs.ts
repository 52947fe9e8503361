import { say } from '#core/say/say.ts';
import { gatehouseExecProvider, refKey, type SecretRef, secretRefSchema } from '#core/secret/secret-ref.ts';
import { defaultResolution, type SecretsConfig, secretProvider } from '#core/secret/secrets-config.ts';
import { resolveEnvRef } from '#store/secrets/env-source.ts';
import { resolveExecRefs } from '#store/secrets/exec-source.ts';
import { resolveFileRefs } from '#store/secrets/file-source.ts';
import { missing, type Resolved, refError } from '#store/secrets/trouble.ts';

export interface ResolveOptions {
  /** Where `env` references look and `passEnv` takes from; that of this process when absent. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  homedir?: string;
  signal?: AbortSignal | undefined;
}

/**
 * Follows references: each provider is asked once for all ids that are wanted of it (in several batches where the
 * limits of `secrets.resolution` ask for it), several providers at a time. Never rejects for a reference: each gets
 * its own answer, so that a bad one spoils no other.
 * @returns answers by `refKey`.
 */
export async function resolveRefs(
  refs: readonly SecretRef[],
  config: SecretsConfig | undefined,
  options: ResolveOptions = {},
): Promise<Map<string, Resolved>> {
  const results = new Map<string, Resolved>();
  const groups = new Map<string, { source: SecretRef['source']; alias: string; ids: Set<string> }>();
  for (const ref of refs) {
    const refused = refusal(ref, config);
    if (refused !== undefined) {
      results.set(refKey(ref), missing(refused));
      continue;
    }
    const name = `${ref.source}:${ref.provider}`;
    const group = groups.get(name) ?? { source: ref.source, alias: ref.provider, ids: new Set() };
    group.ids.add(ref.id);
    groups.set(name, group);
  }
  const jobs = [...groups.values()].flatMap(({ source, alias, ids }) =>
    batches(alias, [...ids], config).map((batch) => async () => {
      for (const [id, answer] of await ask(alias, batch, config, options)) {
        results.set(refKey({ source, provider: alias, id }), answer);
      }
    }),
  );
  const most = config?.resolution?.maxProviderConcurrency ?? defaultResolution.maxProviderConcurrency;
  const workers = Array.from({ length: Math.min(most, jobs.length) }, async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job();
  });
  await Promise.all(workers);
  return results;
}

/** What can be said against a reference before anything is asked. */
function refusal(ref: SecretRef, config: SecretsConfig | undefined) {
  const checked = secretRefSchema.safeParse(ref);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const hint = `Rule: ${issue?.message ?? 'source, provider and id, and nothing else'}.`;
    return refError(
      'secret_ref_invalid',
      ref,
      say('The reference is not valid at "{{place}}".', { place: issue?.path.join('.') ?? '' }),
      hint,
    );
  }
  const provider = secretProvider(config, ref.provider);
  if (provider === undefined) {
    const own = ref.provider === gatehouseExecProvider;
    return refError(
      'secret_ref_invalid',
      ref,
      own
        ? say('The reference leads back to Gatehouse itself.')
        : say('There is no provider "{{provider}}" in secrets.providers.', { provider: ref.provider }),
      own
        ? say('Keep the secret in the vault instead.')
        : say('Add it to gatehouse.json, or use another one.'),
    );
  }
  if (provider.source !== ref.source) {
    const message = `The provider "${ref.provider}" is of the source "${provider.source}", not "${ref.source}".`;
    return refError('secret_ref_invalid', ref, message, say('Name a provider of the same source.'));
  }
  return undefined;
}

/** Ids in groups that keep to `maxRefsPerProvider` and `maxBatchBytes`. */
function batches(alias: string, ids: readonly string[], config: SecretsConfig | undefined): string[][] {
  const mostRefs = config?.resolution?.maxRefsPerProvider ?? defaultResolution.maxRefsPerProvider;
  const mostBytes = config?.resolution?.maxBatchBytes ?? defaultResolution.maxBatchBytes;
  const envelope = JSON.stringify({ protocolVersion: 1, provider: alias, ids: [] }).length;
  const groups: string[][] = [];
  let bytes = 0;
  for (const id of ids) {
    const size = JSON.stringify(id).length + 1;
    const last = groups.at(-1);
    if (last === undefined || last.length >= mostRefs || bytes + size > mostBytes) {
      groups.push([id]);
      bytes = envelope + size;
    } else {
      last.push(id);
      bytes += size;
    }
  }
  return groups;
}

async function ask(
  alias: string,
  ids: readonly string[],
  config: SecretsConfig | undefined,
  options: ResolveOptions,
): Promise<Map<string, Resolved>> {
  const { env = process.env, signal } = options;
  const provider = secretProvider(config, alias);
  switch (provider?.source) {
    case 'env':
      return new Map(ids.map((id) => [id, resolveEnvRef(alias, provider, id, env)]));
    case 'file':
      return resolveFileRefs(alias, provider, ids, {
        signal,
        ...(options.homedir === undefined ? {} : { homedir: options.homedir }),
      });
    case 'exec':
      return resolveExecRefs(alias, provider, ids, { env, signal });
    default:
      return new Map();
  }
}
