import { readdir, readFile } from 'node:fs/promises';
import { homedir as systemHome } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { isObject } from '#core/profile/mirror.ts';
import { readEntry } from '#core/profile/mirror-entry.ts';
import { type Said, say, told } from '#core/say/say.ts';
import { dottedPath, findPlaintext, looksLikeSecret } from '#core/secret/plaintext.ts';
import { configValue, parseConfigText } from '#store/config/parse.ts';
import { knownProviders } from '#store/credentials/common.ts';
import { dotenvFile, readDotenv } from '#store/environment/environment.ts';
import { importSources } from '#store/import/sources.ts';
import { readMirrorFile } from '#store/mirror/mirror-file.ts';
import { mirrorFileIn, mirrorTargets } from '#store/mirror/targets.ts';
import type { Stores } from '#store/stores.ts';

/** A secret that stands in clear. The value is for comparing inside the store, and leaves it nowhere. */
export interface ClearSecret {
  kind: 'config_value' | 'plain_mirror' | 'dotenv' | 'environment' | 'other_tool' | 'residue';
  file: string;
  /** Path inside the file, or the variable. */
  at: string;
  segments: (string | number)[];
  value: string;
  provider?: string;
  profileId?: string;
  /** An OAuth grant. */
  grant?: boolean;
  /** It stands beside a reference to the same. */
  besideRef?: boolean;
  /** The person chose that it is there: a mirror in plain mode. */
  chosen?: boolean;
}

export interface ClearPlaces {
  found: ClearSecret[];
  /** Places that could not be looked into. */
  problems: { where: string; message: string; said?: Said }[];
}

export interface LookOptions {
  /** Look into other tools' files, too. */
  outside?: boolean;
  env?: Readonly<Record<string, string | undefined>>;
  home?: string;
}

const message = (error: unknown): string =>
  error instanceof GatehouseError ? error.message : 'It cannot be read.';

/** Every secret that stands in clear in what belongs to Gatehouse: config, profiles, `.env`, mirrors; and around it. */
export async function clearPlaces(stores: Stores, options: LookOptions = {}): Promise<ClearPlaces> {
  const result: ClearPlaces = { found: [], problems: [] };
  for (const look of [inConfig, inProfiles, inDotenv, inMirrors, inEnvironment]) {
    await look(stores, result, options);
  }
  if (options.outside === true) await inOtherTools(stores, result, options);
  return result;
}

async function textOf(file: string, result: ClearPlaces): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      result.problems.push({ where: file, ...told({ message: say('It cannot be read.') }) });
    }
    return undefined;
  }
}

/** The config and the generation before it, which keeps what was taken out of the config until the next change. */
async function inConfig({ dir }: Stores, result: ClearPlaces): Promise<void> {
  for (const file of [dir.configFile, `${dir.configFile}.bak`]) {
    const text = await textOf(file, result);
    if (text === undefined) continue;
    try {
      for (const { path, value } of findPlaintext(configValue(parseConfigText(text, file)))) {
        const kind = file === dir.configFile ? 'config_value' : 'residue';
        const provider = path[0] === 'models' && path[1] === 'providers' ? { provider: String(path[2]) } : {};
        result.found.push({ kind, file, at: dottedPath(path), segments: path, value, ...provider });
      }
    } catch (error) {
      result.problems.push({ where: file, message: message(error) });
    }
  }
}

/** Profiles hold no secrets; a key that was pasted into a label or a note is one all the same. */
async function inProfiles({ dir }: Stores, result: ClearPlaces): Promise<void> {
  for (const file of [dir.profilesFile, `${dir.profilesFile}.bak`]) {
    const text = await textOf(file, result);
    if (text === undefined) continue;
    try {
      for (const { path, value } of findPlaintext(JSON.parse(text))) {
        if (path.at(-1) === 'kind' || path.includes('secret')) continue;
        result.found.push({ kind: 'residue', file, at: dottedPath(path), segments: path, value });
      }
    } catch {
      result.problems.push({ where: file, ...told({ message: say('It is not valid JSON.') }) });
    }
  }
}

async function inDotenv(stores: Stores, result: ClearPlaces): Promise<void> {
  const file = dotenvFile(stores);
  try {
    for (const [name, value] of Object.entries(await readDotenv(file))) {
      if (!isKeyVariable(name, value)) continue;
      result.found.push({ kind: 'dotenv', file, at: name, segments: [name], value: value.trim() });
    }
  } catch (error) {
    result.problems.push({ where: file, message: message(error) });
  }
}

const isKeyVariable = (name: string, value: string): boolean =>
  /_API_KEYS?(_|$)|^GATEHOUSE_LIVE_/.test(name) ? value.trim() !== '' : looksLikeSecret(name, value);

/** Variables of this process that name a provider's key: they are told by name, and nothing can be done about them here. */
async function inEnvironment(stores: Stores, result: ClearPlaces, options: LookOptions): Promise<void> {
  const { env = process.env } = options;
  const providers = [...(await knownProviders(stores)).keys()].map((id) =>
    id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_'),
  );
  const ours = new RegExp(
    `^(GATEHOUSE_LIVE_\\w+_KEY|(${[...providers, 'GEMINI'].join('|')})_API_KEYS?(_\\w+)?)$`,
  );
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value.trim() === '' || !ours.test(name)) continue;
    result.found.push({
      kind: 'environment',
      file: 'environment',
      at: name,
      segments: [name],
      value: value.trim(),
    });
  }
}

async function inMirrors(stores: Stores, result: ClearPlaces): Promise<void> {
  for (const { id: target, stateDir, mode, agents } of await mirrorTargets(stores)) {
    for (const agent of agents) {
      const file = mirrorFileIn(stateDir, agent);
      const onDisk = await readMirrorFile(file);
      if (onDisk.kind === 'unreadable')
        result.problems.push({ where: file, ...told({ message: onDisk.error.words.message }) });
      const profiles = onDisk.kind === 'good' && isObject(onDisk.doc.profiles) ? onDisk.doc.profiles : {};
      for (const [id, entry] of Object.entries(profiles)) {
        if (!isObject(entry)) continue;
        const found = readEntry(id, entry);
        const value = found?.secret ?? found?.grant?.access;
        if (found === undefined || value === undefined) continue;
        const field = found.grant === undefined ? (found.type === 'token' ? 'token' : 'key') : 'access';
        result.found.push({
          kind: 'plain_mirror',
          file,
          at: `profiles.${id}.${field}`,
          segments: ['profiles', id, field],
          value,
          provider: found.provider,
          profileId: target === 'embedded' && agent === 'main' ? id : `${agent}/${id}`,
          ...(found.grant === undefined ? {} : { grant: true }),
          ...(isObject(entry.keyRef) || isObject(entry.tokenRef) ? { besideRef: true } : {}),
          ...(mode === 'plain' ? { chosen: true } : {}),
        });
      }
      await inCopies(file, result);
    }
  }
}

/** Copies of damaged mirrors, which nobody reads any more. */
async function inCopies(mirror: string, result: ClearPlaces): Promise<void> {
  const prefix = `${basename(mirror)}.unreadable-`;
  for (const name of await readdir(dirname(mirror)).catch(() => [] as string[])) {
    if (!name.startsWith(prefix)) continue;
    const file = join(dirname(mirror), name);
    const text = await textOf(file, result);
    if (text !== undefined && looksLikeSecret('', text)) {
      result.found.push({ kind: 'residue', file, at: '', segments: [], value: '' });
    }
  }
}

async function inOtherTools(stores: Stores, result: ClearPlaces, options: LookOptions): Promise<void> {
  const providers = [...(await knownProviders(stores)).keys()];
  const { home = systemHome(), env = process.env } = options;
  const context = { stores, home, env, platform: process.platform, providers };
  for (const source of importSources) {
    if (source.id === 'environment') continue;
    const { candidates, problems } = await source.scan(context);
    result.problems.push(...problems);
    for (const { where, provider, type, secret, suggestedName } of candidates) {
      result.found.push({
        kind: 'other_tool',
        file: where,
        at: `${provider}:${suggestedName}`,
        segments: [],
        value: secret,
        provider,
        ...(type === 'oauth' ? { grant: true } : {}),
      });
    }
  }
}
