import { redact } from '#core/secret/redact.ts';

/**
 * Settings whose values may be shown to strangers. Everything else is replaced by what kind of value it is, and what
 * is not on the way to one of these is not even looked into. `*` is a name that people choose, or an index.
 */
const shown: readonly string[] = [
  'gateway.port',
  'gateway.bind',
  'gateway.autostart',
  'gateway.auth.mode',
  'gateway.tokens.*.agent',
  'gateway.requestLog.days',
  'gateway.requestLog.maxMb',
  'gateway.policy.paidSwitch',
  'gateway.traces.sample',
  'gateway.budget.warn',
  'gateway.budget.hold',
  'models.providers.*.api',
  'models.providers.*.models.*.id',
  'models.providers.*.models.*.contextWindow',
  'models.providers.*.models.*.maxTokens',
  'agents.defaults.model',
  'agents.defaults.model.primary',
  'agents.defaults.model.fallbacks.*',
  'agents.defaults.imageModel',
  'agents.defaults.imageModel.primary',
  'agents.defaults.imageModel.fallbacks.*',
  'agents.defaults.utilityModel',
  'agents.defaults.models.*.alias',
  'agents.list.*.id',
  'agents.list.*.model',
  'agents.list.*.model.primary',
  'agents.list.*.model.fallbacks.*',
  'auth.profiles.*.provider',
  'auth.profiles.*.mode',
  'auth.order.*.*',
  'auth.cooldowns.ladderMinutes.*',
  'auth.cooldowns.billingBackoffHours',
  'auth.cooldowns.billingMaxHours',
  'auth.cooldowns.failureWindowHours',
  'secrets.providers.*.source',
  'env.shellEnv.enabled',
  'env.shellEnv.timeoutMs',
  'gatehouse.mirrors.*.mode',
  'gatehouse.mirrors.*.agents.*',
  'gatehouse.oauth.refreshBeforeMinutes',
  'gatehouse.language',
  'gatehouse.onboarded',
  'gatehouse.warnHours',
  'gatehouse.notifications',
  'gatehouse.updates.check',
  'gatehouse.families.*.family',
  'gatehouse.families.*.run',
];

/** A word of a setting or a name: nothing that could be a key or an address of a person. */
const plainWord = /^[a-z0-9][a-z0-9._:/+-]{0,63}$/i;
/** Random secrets have long runs in which letters and digits change; names and dates have not. */
function looksRandom(text: string): boolean {
  return (text.match(/[A-Za-z0-9]{10,}/g) ?? []).some((run) => {
    const changes = run.match(/[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0;
    return run.length >= 20 || changes >= 3;
  });
}
const isPlain = (text: string): boolean =>
  plainWord.test(text) && !looksRandom(text) && redact(text) === text;

interface Way {
  /** The value may be shown. */
  leaf: boolean;
  next: Map<string, Way>;
}

const tree = (): Way => {
  const root: Way = { leaf: false, next: new Map() };
  for (const path of shown) {
    let way = root;
    for (const part of path.split('.')) {
      const known: Way = way.next.get(part) ?? { leaf: false, next: new Map() };
      way.next.set(part, known);
      way = known;
    }
    way.leaf = true;
  }
  return root;
};

/** The configuration with every value replaced that is not known to be harmless. */
export const safeConfig = (config: unknown): unknown => safe(config, tree());

function safe(value: unknown, way: Way): unknown {
  if (Array.isArray(value)) {
    const next = way.next.get('*');
    return next === undefined ? `[list of ${value.length}]` : value.map((one) => safe(one, next));
  }
  if (typeof value === 'object' && value !== null) {
    if (way.next.size === 0) return `[object with ${Object.keys(value).length} keys]`;
    return Object.fromEntries(
      Object.entries(value).map(([key, one], index) => {
        const next = way.next.get(key) ?? way.next.get('*');
        const named = way.next.has(key) || isPlain(key);
        return [named ? key : `[key ${index + 1}]`, safe(one, next ?? { leaf: false, next: new Map() })];
      }),
    );
  }
  if (!way.leaf) return value === null ? null : `[${typeof value === 'string' ? 'text' : typeof value}]`;
  return typeof value === 'string' && !isPlain(value) ? '[text]' : value;
}
