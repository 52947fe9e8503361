import * as z from 'zod';
import { isObject, type JsonObject } from '#core/profile/mirror.ts';
import { say, type Words } from '#core/say/say.ts';

/** What a try of a new version is given and how it is judged. Pure. */

/** Keys of its config that say how models are reached; channels, hooks, plugins and jobs would act in the world. */
const tried = ['secrets', 'auth', 'models', 'agents', 'meta'] as const;

/**
 * The config for a try on a spare port, with a workspace of its own. Nothing of it answers people, and no job runs.
 */
export function canaryConfig(config: JsonObject, port: number, token: string, workspace: string): JsonObject {
  const kept: JsonObject = {};
  for (const key of tried) if (config[key] !== undefined) kept[key] = config[key];
  const agents = isObject(kept.agents) ? kept.agents : {};
  const list = Array.isArray(agents.list)
    ? { list: agents.list.map((one) => (isObject(one) ? { ...one, workspace } : one)) }
    : {};
  return {
    ...kept,
    agents: {
      ...agents,
      ...list,
      defaults: { ...(isObject(agents.defaults) ? agents.defaults : {}), workspace },
    },
    gateway: { mode: 'local', port, bind: 'loopback', auth: { mode: 'token', token } },
  };
}

/** Grants without what renews them: a refresh token that is used twice would sign the person out. */
export function withoutRefresh(store: JsonObject): JsonObject {
  if (!isObject(store.profiles)) return store;
  const profiles = Object.fromEntries(
    Object.entries(store.profiles).map(([id, entry]) => [
      id,
      isObject(entry) && typeof entry.refresh === 'string' ? { ...entry, refresh: '' } : entry,
    ]),
  );
  return { ...store, profiles };
}

const statusSchema = z.looseObject({
  defaultModel: z.string().nullish(),
  resolvedDefault: z.string().nullish(),
  fallbacks: z.array(z.string()).catch([]),
  auth: z.looseObject({
    missingProvidersInUse: z.array(z.string()).catch([]),
    providers: z
      .array(
        z.looseObject({
          provider: z.string(),
          effective: z.looseObject({ kind: z.string() }).optional(),
          profiles: z.looseObject({ count: z.number() }).optional(),
        }),
      )
      .catch([]),
  }),
});

/** `models status --check --json` of one version: its exit code and what it printed. */
export interface CheckedStatus {
  code: number | null;
  json: unknown;
}

const exitOf = ({ code }: CheckedStatus): string => (code === null ? '?' : String(code));

/**
 * What differs between two versions on the same state. `worse`: the new one would answer with less than the old one
 * does. More than before, another wording, or a new default where none was set is no reason to stay.
 */
export function compareStatus(
  before: CheckedStatus,
  after: CheckedStatus,
): { worse: boolean; notes: Words[] } {
  const [old, fresh] = [statusSchema.safeParse(before.json), statusSchema.safeParse(after.json)];
  if (!fresh.success)
    return {
      worse: true,
      notes: [say('The new version gave no status (exit {{code}}).', { code: exitOf(after) })],
    };
  const notes: Words[] = [];
  let worse = false;
  const bad = (note: Words) => {
    worse = true;
    notes.push(note);
  };
  const wasBad = before.code === 1;
  if (after.code === 1 && !wasBad)
    bad(say('The status check fails now (exit 1, before {{before}}).', { before: exitOf(before) }));
  else if (after.code !== before.code)
    notes.push(
      say('The status check ends with {{after}}, before {{before}}.', {
        after: exitOf(after),
        before: exitOf(before),
      }),
    );
  if (!old.success)
    return { worse, notes: [...notes, say('The installed version gave no status to compare with.')] };
  const [was, is] = [old.data, fresh.data];
  for (const provider of is.auth.missingProvidersInUse) {
    if (!was.auth.missingProvidersInUse.includes(provider))
      bad(say('"{{provider}}" is in use and has no credential now.', { provider }));
  }
  for (const one of was.auth.providers) {
    const now = is.auth.providers.find(({ provider }) => provider === one.provider);
    const [had, has] = [one.profiles?.count ?? 0, now?.profiles?.count ?? 0];
    if (has < had)
      bad(say('Credentials of "{{provider}}": {{has}} of {{had}}.', { provider: one.provider, has, had }));
    else if (has > had)
      notes.push(
        say('Credentials of "{{provider}}": {{has}}, before {{had}}.', { provider: one.provider, has, had }),
      );
  }
  const roles = (one: z.infer<typeof statusSchema>) =>
    [one.defaultModel ?? one.resolvedDefault, ...one.fallbacks].join(', ');
  if (roles(was) !== roles(is)) {
    const note = say('Models: {{after}}; before: {{before}}.', { after: roles(is), before: roles(was) });
    if (was.defaultModel && was.defaultModel !== is.defaultModel) bad(note);
    else notes.push(note);
  }
  return { worse, notes };
}
