import type { Config } from '#core/config/config.ts';
import {
  agentList,
  imageRoles,
  modelAliases,
  modelRoles,
  providerOfModel,
} from '#core/config/model-roles.ts';
import { warnWindowMs } from '#core/config/warn-window.ts';
import type { CallError } from '#core/contract/error.ts';
import type { ProfileView } from '#core/contract/topics.ts';
import type { Provider } from '#core/model/provider.ts';
import type { AgentProfiles } from '#core/profile/profile.ts';
import { profileViews } from '#core/profile/view.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';

/** The structure of `models status --json`: the family's shape, and beside it what only Gatehouse knows. */
export interface ModelsStatus {
  configPath: string;
  /** The directory of the agent's `auth-profiles.json`. */
  agentDir: string;
  agentId: string;
  defaultModel: string | null;
  /** The same with its alias resolved. */
  resolvedDefault: string | null;
  fallbacks: string[];
  imageModel: string | null;
  imageFallbacks: string[];
  aliases: Record<string, string>;
  /** The allowlist; empty: every model is allowed. */
  allowed: string[];
  auth: {
    /** Where the profiles lie: our `profiles.json`, the truth behind the mirror. */
    storePath: string;
    /** Whether the login shell is asked for keys (`env.shellEnv`), and those that it gave. */
    shellEnvFallback: { enabled: boolean; appliedKeys: string[] };
    /** `anthropic (1)` */
    providersWithOAuth: string[];
    missingProvidersInUse: string[];
    providers: {
      provider: string;
      effective: { kind: 'profiles' | 'env' | 'none' | 'not_needed'; detail: string };
      profiles: { count: number; oauth: number; token: number; apiKey: number; labels: string[] };
      /** The first key of the environment, and how many more there are. */
      env?: { value: string; source: string; more: number };
      /** The variable that beats every profile of the provider (`GATEHOUSE_LIVE_<PROVIDER>_KEY`). */
      shadowedBy?: string;
    }[];
    unusableProfiles: {
      profileId: string;
      provider: string;
      kind: 'disabled' | 'secret_missing' | 'cooldown';
      /** `rate_limit`, `overloaded`, `auth`, `billing`, or words for the other kinds. */
      reason: string;
      /** Only this model rests. */
      model?: string;
      /** Epoch milliseconds until which it is passed over. */
      until?: number;
      remainingMs?: number;
    }[];
    oauth: {
      warnAfterMs: number;
      profiles: {
        profileId: string;
        provider: string;
        type: 'token' | 'oauth';
        status: 'ok' | 'expiring' | 'expired' | 'missing' | 'static';
        /** Epoch milliseconds. */
        expiresAt?: number;
        remainingMs?: number;
        source: 'store';
        label: string;
      }[];
    };
    /** What providers said to `--probe`. */
    probes?: StatusProbe[];
  };
  vault: VaultStatus;
  /** What keeps the status from being whole, for example a config that is not in force. */
  problems: CallError[];
}

/** What a provider said to one credential. */
export interface StatusProbe {
  profileId: string;
  provider: string;
  outcome: 'ok' | 'rejected' | 'rate_limited' | 'unreachable' | 'failed' | 'timeout' | 'skipped';
  /** A stable word, for example `claude_code_only`, `invalid_key`. */
  reason?: string | undefined;
  message: string;
  latencyMs?: number;
}

/** Keys of the environment. No secret: a key's last four characters, and the variable. */
export interface StatusEnvironment {
  /** Per provider; absent: it has none. */
  keys: Readonly<
    Record<
      string,
      { override: boolean; keys: readonly { masked: string; variable: string; source: string }[] }
    >
  >;
  shellEnabled: boolean;
  /** Variables that only the login shell has. */
  fromShell: readonly string[];
}

export interface ModelsStatusInput {
  agentId: string;
  config: Config;
  configPath: string;
  agentDir: string;
  storePath: string;
  agent: AgentProfiles;
  providers: ReadonlyMap<string, Provider>;
  vault: VaultStatus;
  /** Names of the vault's items; absent while the vault does not answer. */
  items?: ReadonlySet<string> | undefined;
  /** Epoch milliseconds. */
  now: number;
  problems?: CallError[];
  environment?: StatusEnvironment;
  /** What the gateway knows of this agent: profile, or profile and model (`cooldownKey`) -> until when, and why. */
  cooldowns?: Readonly<Record<string, { reason: string; until: number }>>;
}

const noEnvironment: StatusEnvironment = { keys: {}, shellEnabled: false, fromShell: [] };

/** What rests of a profile: itself, or one of its models. */
function resting(
  { id, provider }: ProfileView,
  cooldowns: NonNullable<ModelsStatusInput['cooldowns']>,
  now: number,
): ModelsStatus['auth']['unusableProfiles'] {
  return Object.entries(cooldowns).flatMap(([key, { reason, until }]) => {
    if (until <= now || (key !== id && !key.startsWith(`${id} `))) return [];
    return [
      {
        profileId: id,
        provider,
        // As the family says it: an account without credit is disabled, anything else cools down.
        kind: reason === 'billing' ? ('disabled' as const) : ('cooldown' as const),
        reason,
        ...(key === id ? {} : { model: key.slice(id.length + 1) }),
        until,
        remainingMs: until - now,
      },
    ];
  });
}

/** `anthropic:work=api_key:…a1b2`: never more than the last four characters of a secret. */
const label = (profile: ProfileView): string =>
  profile.ref === undefined
    ? `${profile.id}=${profile.type}:${profile.masked}`
    : `${profile.id}=${profile.type}:ref(${profile.ref.source}:${profile.ref.id})`;

/** Whether a request could be sent with it now; `unknown` counts, since only the vault could say no. */
const usable = ({ status }: ProfileView): boolean => ['ok', 'expiring', 'unknown'].includes(status);

const count = (profiles: readonly ProfileView[], type: ProfileView['type']): number =>
  profiles.filter((profile) => profile.type === type).length;

function tokenStatus(profile: ProfileView): ModelsStatus['auth']['oauth']['profiles'][number]['status'] {
  if (profile.status === 'secret_missing') return 'missing';
  if (profile.status === 'expired' || profile.status === 'expiring') return profile.status;
  return profile.expires === undefined ? 'static' : 'ok';
}

/** Pure. An unknown agent is the caller's error; the agent `main` exists even without a line in the config. */
export function modelsStatus(input: ModelsStatusInput): ModelsStatus {
  const { config, now } = input;
  const aliases = modelAliases(config);
  const resolve = (ref: string): string => aliases[ref] ?? ref;
  const roles = modelRoles(config, input.agentId);
  const image = imageRoles(config);
  const { environment = noEnvironment, cooldowns = {} } = input;
  const keysOf = (provider: string) =>
    Object.hasOwn(environment.keys, provider) ? environment.keys[provider] : undefined;
  const overrideOf = (provider: string) => {
    const own = keysOf(provider);
    return own?.override === true ? own.keys[0]?.variable : undefined;
  };
  const views = profileViews(input.agent, {
    now,
    warnMs: warnWindowMs(config),
    items: input.items,
    level: input.vault.level,
    configOrder: config.auth?.order,
    shadowedBy: overrideOf,
  });

  const inUse = new Set<string>();
  for (const ref of [roles.primary, ...roles.fallbacks, image.primary, ...image.fallbacks]) {
    const provider = ref === undefined ? undefined : providerOfModel(resolve(ref));
    if (provider !== undefined) inUse.add(provider);
  }
  const byProvider = Map.groupBy(views, (view) => view.provider);
  const needsKey = (provider: string) => input.providers.get(provider)?.needsKey ?? true;
  const hasUsable = (provider: string) =>
    keysOf(provider) !== undefined || (byProvider.get(provider) ?? []).some(usable);
  const effective = (provider: string, first: ProfileView | undefined) => {
    const env = keysOf(provider)?.keys[0];
    const fromEnv = env && { kind: 'env' as const, detail: env.variable };
    if (fromEnv && overrideOf(provider) !== undefined) return fromEnv;
    if (first) return { kind: 'profiles' as const, detail: first.id };
    if (fromEnv) return fromEnv;
    return needsKey(provider)
      ? { kind: 'none' as const, detail: 'no usable credential' }
      : { kind: 'not_needed' as const, detail: 'answers without a key' };
  };

  return {
    configPath: input.configPath,
    agentDir: input.agentDir,
    agentId: input.agentId,
    defaultModel: roles.primary ?? null,
    resolvedDefault: roles.primary === undefined ? null : resolve(roles.primary),
    fallbacks: roles.fallbacks,
    imageModel: image.primary ?? null,
    imageFallbacks: image.fallbacks,
    aliases,
    allowed: Object.keys(config.agents?.defaults?.models ?? {}),
    auth: {
      storePath: input.storePath,
      shellEnvFallback: { enabled: environment.shellEnabled, appliedKeys: [...environment.fromShell] },
      providersWithOAuth: [...byProvider].flatMap(([provider, profiles]) => {
        const signIns = count(profiles, 'oauth');
        return signIns === 0 ? [] : [`${provider} (${signIns})`];
      }),
      missingProvidersInUse: [...inUse].filter((provider) => needsKey(provider) && !hasUsable(provider)),
      providers: [...new Set([...byProvider.keys(), ...inUse, ...Object.keys(environment.keys)])]
        .toSorted()
        .map((provider) => {
          const profiles = byProvider.get(provider) ?? [];
          const env = keysOf(provider)?.keys ?? [];
          const [firstKey] = env;
          const shadowedBy = overrideOf(provider);
          return {
            provider,
            effective: effective(provider, profiles.find(usable)),
            profiles: {
              count: profiles.length,
              oauth: count(profiles, 'oauth'),
              token: count(profiles, 'token'),
              apiKey: count(profiles, 'api_key'),
              labels: profiles.map(label),
            },
            ...(firstKey === undefined
              ? {}
              : {
                  env: {
                    value: firstKey.masked,
                    source: `${firstKey.source}: ${firstKey.variable}`,
                    more: env.length - 1,
                  },
                }),
            ...(shadowedBy === undefined ? {} : { shadowedBy }),
          };
        }),
      unusableProfiles: views.flatMap((view): ModelsStatus['auth']['unusableProfiles'] =>
        view.status === 'disabled' || view.status === 'secret_missing'
          ? [
              {
                profileId: view.id,
                provider: view.provider,
                kind: view.status,
                reason: view.status === 'disabled' ? 'disabled by hand' : 'its secret is not in the vault',
              },
            ]
          : resting(view, cooldowns, now),
      ),
      oauth: {
        warnAfterMs: warnWindowMs(config),
        // A disabled profile is out of use by the person's own will, so its end alarms nobody.
        profiles: views.flatMap((view) =>
          view.type === 'api_key' || view.status === 'disabled'
            ? []
            : [
                {
                  profileId: view.id,
                  provider: view.provider,
                  type: view.type,
                  status: tokenStatus(view),
                  ...(view.expires === undefined
                    ? {}
                    : { expiresAt: view.expires, remainingMs: view.expires - now }),
                  source: 'store' as const,
                  label: label(view),
                },
              ],
        ),
      },
    },
    vault: input.vault,
    problems: input.problems ?? [],
  };
}

/**
 * The exit code of `models status --check`: 1 when a stored token or OAuth profile is expired or missing, or a
 * provider in use has nothing usable, or the profiles or the config could not be read; 2 when one expires within the
 * window; 0 otherwise. A locked vault is no failure by itself: what it holds is unknown, not missing, and the status
 * says so.
 */
export function checkExitCode(status: ModelsStatus): 0 | 1 | 2 {
  const tokens = status.auth.oauth.profiles;
  if (status.problems.length > 0) return 1;
  if (status.auth.missingProvidersInUse.length > 0) return 1;
  if (tokens.some((profile) => profile.status === 'expired' || profile.status === 'missing')) return 1;
  return tokens.some((profile) => profile.status === 'expiring') ? 2 : 0;
}

/** Whether the agent is known: `main`, named in the config, or with profiles of its own. */
export const isKnownAgent = (config: Config, withProfiles: readonly string[], agent: string): boolean =>
  agentList(config, withProfiles).some(({ id }) => id === agent);
