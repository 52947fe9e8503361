import { isDeepStrictEqualJson } from '#core/profile/json-equal.ts';
import { isObject, type Json, type JsonObject } from '#core/profile/mirror.ts';
import { say, type Words } from '#core/say/say.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';

/**
 * Which keys of a family gateway's config have to say something for a mirror to be read, and nothing more. Pure. What
 * was written is remembered with what stood there before, so that it can be taken back key by key.
 */
export type KeyPath = readonly string[];

export interface OwnedKey {
  path: string[];
  /** Absent: there was nothing. */
  before?: Json | undefined;
  after: Json;
  /** So many objects around it were not there either, and go with it when they are empty then. */
  made?: number | undefined;
}

export interface KeyEdit {
  path: KeyPath;
  before: Json | undefined;
  /** Undefined: the key is taken out. */
  after: Json | undefined;
  why: Words;
  /** A change under `auth` makes a running gateway restart; `secrets` and models are taken in as they are. */
  restarts: boolean;
}

export interface MirroredProfile {
  id: string;
  provider: string;
  type: 'api_key' | 'token' | 'oauth';
}

export const keyName = (path: KeyPath): string => path.join('.');

export function valueAt(config: Json | undefined, path: KeyPath): Json | undefined {
  let value: Json | undefined = config;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === undefined || b === undefined ? a === b : isDeepStrictEqualJson(a, b);

/** How many of the objects that hold a key are not there. */
function missingAround(config: JsonObject, path: KeyPath): number {
  for (let depth = path.length - 1; depth > 0; depth -= 1)
    if (valueAt(config, path.slice(0, depth)) !== undefined) return path.length - 1 - depth;
  return path.length - 1;
}

/** What is taken out with a key of ours: the objects around it that we made, as long as they hold nothing else. */
function withEmptied(config: JsonObject, { path, made = 0 }: OwnedKey): KeyPath {
  let out: KeyPath = path;
  for (let level = 0; level < made; level += 1) {
    const around = valueAt(config, out.slice(0, -1));
    if (!isObject(around) || Object.keys(around).length !== 1) break;
    out = out.slice(0, -1);
  }
  return out;
}

interface Wish {
  path: KeyPath;
  after: Json;
  why: Words;
}

/** A list in which somebody else moved or added things is theirs again: ours is then laid over what they made of it. */
const stillOurs = (config: JsonObject, owned: readonly OwnedKey[]): OwnedKey[] =>
  owned.filter(({ path, after }) => same(valueAt(config, path), after));

function wishes(
  base: (path: KeyPath) => Json | undefined,
  options: { resolver: JsonObject | undefined; profiles: readonly MirroredProfile[] },
): Wish[] {
  const found: Wish[] = [];
  if (options.resolver !== undefined) {
    found.push({
      path: ['secrets', 'providers', gatehouseExecProvider],
      after: options.resolver,
      why: say('It asks Gatehouse for secrets through this command.'),
    });
  }
  const named = base(['auth', 'profiles']);
  const namesProvider = (provider: string) =>
    isObject(named) && Object.values(named).some((one) => isObject(one) && one.provider === provider);
  for (const { id, provider, type } of options.profiles) {
    if (!namesProvider(provider)) continue;
    const there = base(['auth', 'profiles', id]);
    if (isObject(there) && there.provider === provider && there.mode === type) continue;
    found.push({
      path: ['auth', 'profiles', id],
      after: { ...(isObject(there) ? there : {}), provider, mode: type },
      why: say('Its config names other profiles of this provider, and uses none that it does not name.'),
    });
  }
  for (const provider of new Set(options.profiles.map((one) => one.provider))) {
    const path = ['auth', 'order', provider];
    const order = base(path);
    if (!Array.isArray(order) || order.length === 0) continue;
    const missing = options.profiles.filter((one) => one.provider === provider && !order.includes(one.id));
    if (missing.length === 0) continue;
    found.push({
      path,
      after: [...order, ...missing.map(({ id }) => id)],
      why: say('Its config sets an order for this provider, and never tries what it leaves out.'),
    });
  }
  return found;
}

/**
 * The edits that bring the config to what the mirror needs now, from what it needed before.
 * @param resolver the entry of `secrets.providers`, in reference mode; undefined: none is needed.
 * @param profiles what the mirror shows; empty, with no resolver: everything of ours is taken back.
 */
export function planConfig(
  config: JsonObject,
  owned: readonly OwnedKey[],
  options: { resolver: JsonObject | undefined; profiles: readonly MirroredProfile[] },
): { edits: KeyEdit[]; owned: OwnedKey[] } {
  const ours = stillOurs(config, owned);
  const before = new Map(ours.map((one) => [keyName(one.path), one]));
  const base = (path: KeyPath): Json | undefined => {
    const own = before.get(keyName(path));
    if (own !== undefined) return own.before;
    const value = valueAt(config, path);
    if (!isObject(value)) return value;
    // Our own entries below it do not count as somebody's wish.
    const mine = ours.filter((one) => one.path.length === path.length + 1 && one.before === undefined);
    const hidden = new Set(
      mine.filter((one) => path.every((key, i) => one.path[i] === key)).map((one) => one.path.at(-1)),
    );
    return Object.fromEntries(Object.entries(value).filter(([key]) => !hidden.has(key)));
  };
  const wanted = new Map(wishes(base, options).map((wish) => [keyName(wish.path), wish]));
  const edits: KeyEdit[] = [];
  const next: OwnedKey[] = [];
  const edit = (path: KeyPath, now: Json | undefined, after: Json | undefined, why: Words) => {
    if (!same(now, after)) edits.push({ path, before: now, after, why, restarts: path[0] === 'auth' });
  };
  for (const one of ours) {
    if (wanted.has(keyName(one.path))) continue;
    const path = one.before === undefined ? withEmptied(config, one) : one.path;
    edit(path, valueAt(config, path), one.before, 'Gatehouse wrote it and needs it no more.');
  }
  for (const { path, after, why } of wanted.values()) {
    const own = before.get(keyName(path));
    const was = own === undefined ? valueAt(config, path) : own.before;
    edit(path, valueAt(config, path), after, why);
    // What a person wrote in the same words is theirs.
    if (own === undefined && same(was, after)) continue;
    const made = own === undefined ? missingAround(config, path) : (own.made ?? 0);
    next.push({
      path: [...path],
      after,
      ...(was === undefined ? {} : { before: was }),
      ...(made > 0 ? { made } : {}),
    });
  }
  return { edits, owned: next };
}

/** The edits by which the primary model of one agent becomes another one, as `models set` would make them. */
export function planPrimary(
  config: JsonObject,
  agent: string,
  model: string,
): { path: (string | number)[]; value: Json }[] {
  const agents = isObject(config.agents) ? config.agents : {};
  const list = Array.isArray(agents.list) ? agents.list : [];
  const index = list.findIndex((one) => isObject(one) && one.id === agent);
  const own = index < 0 ? undefined : list[index];
  const ownModel = isObject(own) ? own.model : undefined;
  const defaults = isObject(agents.defaults) ? agents.defaults : {};
  // `main` without an own choice goes by the defaults; another agent gets a choice of its own.
  const inList = index >= 0 && (ownModel !== undefined || agent !== 'main');
  const root: (string | number)[] = inList
    ? ['agents', 'list', index, 'model']
    : ['agents', 'defaults', 'model'];
  const now = inList ? ownModel : defaults.model;
  const edits: { path: (string | number)[]; value: Json }[] = isObject(now)
    ? [{ path: [...root, 'primary'], value: model }]
    : [{ path: root, value: typeof now === 'string' || inList ? model : { primary: model } }];
  const catalogue = defaults.models;
  // Where it has entries it is an allowlist, too.
  if (isObject(catalogue) && Object.keys(catalogue).length > 0 && !Object.hasOwn(catalogue, model))
    edits.push({ path: ['agents', 'defaults', 'models', model], value: {} });
  return edits;
}
