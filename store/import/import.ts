import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import type { FoundCredential } from '#core/contract/calls/imports.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { type Said, say, told, type Words, wordsOf } from '#core/say/say.ts';
import { maskTail, secretTail } from '#core/secret/mask.ts';
import { addProfile, freeName } from '#store/credentials/add.ts';
import { knownProviders } from '#store/credentials/common.ts';
import { cleanSecret } from '#store/credentials/given.ts';
import { askLoginShell } from '#store/environment/environment.ts';
import type { Candidate, ImportContext, Problem } from '#store/import/source.ts';
import { importSources } from '#store/import/sources.ts';
import { ourSecrets } from '#store/mirror/our-secrets.ts';
import type { Stores } from '#store/stores.ts';

export interface ImportOptions {
  home?: string;
  env?: Readonly<Record<string, string | undefined>>;
  platform?: NodeJS.Platform;
}

/** Names a find as long as it lies in the same place; nothing of the secret is in it. */
function findId({ source, where, provider, type, suggestedName }: Candidate): string {
  const text = JSON.stringify([source, where, provider, type, suggestedName]);
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

/** Our secrets and the profiles that have them; empty while the vault does not answer. Held for one call. */
async function owners(stores: Stores): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const doc = await stores.profiles.read();
  for (const [agent, own] of Object.entries(doc.agents)) {
    const secrets = await ourSecrets(stores, own, { mode: 'plain', target: '', onDisk: {}, all: true });
    for (const id of Object.keys(own.profiles)) {
      const secret = secrets.secretOf(id) ?? secrets.grantOf(id)?.access;
      if (secret !== undefined && !found.has(secret))
        found.set(secret, agent === 'main' ? id : `${agent}/${id}`);
    }
  }
  return found;
}

/** Why a find cannot be taken in, or undefined when it can. */
function refusal(candidate: Candidate, providers: readonly string[], now: number): Words | undefined {
  const { refused, type, provider, secret, expires } = candidate;
  if (refused !== undefined) return refused;
  if (type === 'oauth') return say('A sign-in of another tool is not taken over.');
  if (!providers.includes(provider))
    return say('There is no provider "{{provider}}" here; add it to models.providers first.', { provider });
  if (expires !== undefined && expires <= now) return say('It has expired.');
  try {
    cleanSecret(type, secret, provider);
    return undefined;
  } catch (error) {
    return error instanceof GatehouseError ? error.words.message : say('It has an unknown shape.');
  }
}

interface Found {
  view: FoundCredential;
  candidate: Candidate;
}

async function look(
  stores: Stores,
  options: ImportOptions,
  now: number,
): Promise<{ found: Found[]; problems: Problem[] }> {
  const { config } = await stores.config.read();
  // The one place that waits for the login shell: here a person asked for what is there.
  await askLoginShell(stores, config);
  const providers = [...(await knownProviders(stores)).keys()];
  const { home = homedir(), env = process.env, platform = process.platform } = options;
  const context: ImportContext = { stores, home, env, platform, providers };
  const known = await owners(stores);
  const seen = new Set<string>();
  const found: Found[] = [];
  const problems: Problem[] = [];
  for (const source of importSources) {
    const { candidates, problems: more } = await source.scan(context);
    problems.push(...more);
    for (const candidate of candidates) {
      const id = findId(candidate);
      // The same secret in several places is shown once, where it was found first.
      const same = `${candidate.provider} ${candidate.secret}`;
      if (seen.has(same) || seen.has(id)) continue;
      seen.add(same).add(id);
      const refused = refusal(candidate, providers, now);
      const why = refused ?? candidate.note;
      const already = known.get(candidate.secret);
      found.push({
        candidate,
        view: {
          id,
          source: candidate.source,
          where: candidate.where,
          provider: candidate.provider,
          type: candidate.type,
          masked: maskTail(secretTail(candidate.secret)),
          suggestedName: candidate.suggestedName,
          importable: refused === undefined,
          ...(candidate.expires === undefined ? {} : { expires: candidate.expires }),
          ...told({ why }),
          ...(already === undefined ? {} : { already }),
        },
      });
    }
  }
  return { found, problems };
}

/** What lies on this machine. Reads alone: nothing is stored, nothing is changed, no secret is in the answer. */
export async function scanImports(
  stores: Stores,
  options: ImportOptions = {},
  now: number = Date.now(),
): Promise<{ found: FoundCredential[]; problems: Problem[] }> {
  const { found, problems } = await look(stores, options, now);
  return { found: found.map(({ view }) => view), problems };
}

export interface TakenImports {
  added: { id: string; profile: string; provider: string }[];
  failed: { id: string; code: string; message: string; said?: Said }[];
}

/** Takes the chosen ones into the vault, each for itself; their places stay as they are. */
export async function takeImports(
  stores: Stores,
  input: { agent: string; ids: readonly string[] },
  options: ImportOptions = {},
  now: number = Date.now(),
): Promise<TakenImports> {
  const { agent } = input;
  const { found } = await look(stores, options, now);
  const result: TakenImports = { added: [], failed: [] };
  for (const id of new Set(input.ids)) {
    const one = found.find(({ view }) => view.id === id);
    const fail = (code: string, message: Words) => result.failed.push({ id, code, ...told({ message }) });
    if (one === undefined) fail('unknown_profile', say('It is not there any more; look again.'));
    else if (!one.view.importable)
      fail('bad_input', wordsOf(one.view, 'why') ?? say('It cannot be taken in.'));
    else if (one.view.already !== undefined)
      fail('profile_exists', say('"{{id}}" has the same secret.', { id: one.view.already }));
    else {
      const { provider, type, secret, suggestedName, expires, email } = one.candidate;
      try {
        const name = freeName(await stores.profiles.read(), agent, provider, suggestedName);
        const credential =
          type === 'token'
            ? { type, token: secret, ...(expires === undefined ? {} : { expires }) }
            : { type: 'api_key' as const, key: secret };
        const added = await addProfile(
          stores,
          { agent, provider, name, email, credential: credential as never },
          now,
        );
        result.added.push({ id, profile: added.id, provider });
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        fail(error.code, error.words.message);
      }
    }
  }
  return result;
}
