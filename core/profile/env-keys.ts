import type { EnvKeys } from '#core/link/link.ts';

/**
 * Keys of the environment per provider (R1). Pure.
 *
 * `GATEHOUSE_LIVE_<PROVIDER>_KEY` alone if it is set; else `<PROVIDER>_API_KEYS` (split at white space, comma and
 * semicolon), `<PROVIDER>_API_KEY`, then each `<PROVIDER>_API_KEY_*` (by number where it is one, else A to Z); the same
 * key twice counts once. `<PROVIDER>` is the id in capitals with `_` for every other character; `google` is read
 * under `GEMINI` and `GOOGLE`.
 *
 * A gateway of the family has the same list under its own prefix (`FASED_LIVE_ANTHROPIC_KEY`): the prefix is a parameter.
 */

export interface EnvKeyList {
  /** True when it is the one key of `GATEHOUSE_LIVE_<PROVIDER>_KEY`, which beats the profiles, too. */
  override: boolean;
  keys: { variable: string; secret: string }[];
}

/** The names under which a provider's variables are read, in order. */
export function envNames(provider: string): string[] {
  if (provider === 'google') return ['GEMINI', 'GOOGLE'];
  return [provider.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')];
}

/** A key that a header can carry; anything else in a variable is no key. */
const isKey = (value: string): boolean => /^[\x21-\x7e]+$/.test(value);

function bySuffix(a: string, b: string): number {
  const [numberA, numberB] = [Number(a), Number(b)];
  if (Number.isNaN(numberA) || Number.isNaN(numberB)) return a < b ? -1 : 1;
  return numberA - numberB;
}

export function envKeyList(
  provider: string,
  env: Readonly<Record<string, string | undefined>>,
  prefixes: readonly string[] = ['GATEHOUSE_'],
): EnvKeyList {
  const names = envNames(provider);
  const keys: EnvKeyList['keys'] = [];
  const add = (variable: string, value: string | undefined) => {
    const secret = value?.trim() ?? '';
    if (isKey(secret) && !keys.some((key) => key.secret === secret)) keys.push({ variable, secret });
  };
  const overrides = new Set([...names, provider.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')]);
  for (const prefix of prefixes) {
    for (const name of overrides) {
      const variable = `${prefix}LIVE_${name}_KEY`;
      add(variable, env[variable]);
      if (keys.length > 0) return { override: true, keys };
    }
  }
  for (const name of names) {
    for (const one of (env[`${name}_API_KEYS`] ?? '').split(/[\s,;]+/)) add(`${name}_API_KEYS`, one);
  }
  for (const name of names) add(`${name}_API_KEY`, env[`${name}_API_KEY`]);
  for (const name of names) {
    const prefix = `${name}_API_KEY_`;
    const numbered = Object.keys(env).filter(
      (variable) => variable.startsWith(prefix) && variable !== prefix,
    );
    const order = (a: string, b: string) => bySuffix(a.slice(prefix.length), b.slice(prefix.length));
    for (const variable of numbered.toSorted(order)) add(variable, env[variable]);
  }
  return { override: false, keys };
}

/**
 * The name of a key among those of its provider: its variable, and behind the first of a list its place as well.
 *
 * @param index its place among the keys of the provider, from 0.
 */
export const envKeyName = (variable: string, index: number): string =>
  index > 0 && variable.endsWith('_KEYS') ? `${variable}#${index + 1}` : variable;

/** Its id beside those of the profiles. */
export const envKeyId = (provider: string, variable: string, index: number): string =>
  `${provider}:env:${envKeyName(variable, index)}`;

/** The lists of all providers that have one. */
export function envKeys(
  providers: Iterable<string>,
  env: Readonly<Record<string, string | undefined>>,
): EnvKeys {
  const result: EnvKeys = {};
  for (const provider of providers) {
    const list = envKeyList(provider, env);
    if (list.keys.length > 0) result[provider] = list;
  }
  return result;
}

/** The variable that beats every profile of a provider, if there is one: `GATEHOUSE_LIVE_<PROVIDER>_KEY` alone does. */
export function shadowingVariable(keys: EnvKeys, provider: string): string | undefined {
  const list = Object.hasOwn(keys, provider) ? keys[provider] : undefined;
  return list?.override === true ? list.keys[0]?.variable : undefined;
}
