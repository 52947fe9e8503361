import { toldItems } from '#core/attention/told.ts';
import type { ErrorCode } from '#core/contract/error.ts';
import type { ProfileView, TopicName, TopicValue } from '#core/contract/topics.ts';
import { type Said, type Speech, speak } from '#core/say/say.ts';
import { unlockHelps } from '#core/secret/unlock-helps.ts';

/**
 * What needs a person, from the topics alone. The words are the faces' own: each code has a title and a text in the
 * locale files, filled with `params`.
 */
export const attentionCodes = [
  'vault_locked',
  'vault_unavailable',
  'vault_refused',
  'profiles_unreadable',
  'config_error',
  'gateway_failed',
  'gateway_foreign',
  'gateway_backoff',
  'revision_rejected',
  'mirror_error',
  'secret_missing',
  'profile_expired',
  'profile_expiring',
  'refresh_failed',
  'out_of_credit',
  'paid_switch',
  'paid_switch_held',
  'budget_warn',
  'budget_hold',
  'no_credential',
  'no_primary_model',
] as const;
export type AttentionCode = (typeof attentionCodes)[number];

/** The one thing that mends it. */
export type AttentionAction =
  | { kind: 'unlock_vault' }
  | { kind: 'check_vault' }
  | { kind: 'start_gateway' }
  | { kind: 'add_credential'; provider?: string }
  | { kind: 'replace_credential'; agent: string; profile: string }
  | { kind: 'choose_model'; agent: string }
  | { kind: 'open_settings' }
  | { kind: 'open_logs' };

export interface AttentionItem {
  /** Stable while the matter lasts: a face may remember that it was seen. */
  id: string;
  /** `error`: requests fail or something cannot be used; `warning`: will be so; `info`: something to do next. */
  severity: 'error' | 'warning' | 'info';
  code: AttentionCode;
  /** Safe values for the text; never a secret. Times are epoch milliseconds. */
  params: Readonly<Record<string, string | number>>;
  /** `message` and `hint` as sentences, where they are in `params`. */
  said?: Said;
  action: AttentionAction;
}

/** The values of an item's text in the language of a face. */
export const spokenParams = ({ params, said }: AttentionItem, speech: Speech): AttentionItem['params'] => ({
  ...params,
  ...Object.fromEntries(
    Object.entries(said ?? {}).map(([name, sentence]) => [name, speak(sentence, speech)]),
  ),
});

/** Topics as far as a face has them; one that is missing yields nothing. */
export type AttentionTopics = {
  readonly [T in Exclude<TopicName, 'activity'>]?: TopicValue<T> | undefined;
} & {
  /** Of the activity only what the gateway told: the rest changes with every request. */
  readonly activity?: Pick<TopicValue<'activity'>, 'events'> | undefined;
};

const severityRank = { error: 0, warning: 1, info: 2 } as const;

/**
 * The list, most pressing first; empty means that all is well.
 *
 * @param now epoch milliseconds; without it what the gateway told is left out, since nobody knows whether it still holds.
 */
export function attentionItems(topics: AttentionTopics, now?: number): AttentionItem[] {
  const items = [
    ...fromVault(topics.vault),
    ...fromConfig(topics.app),
    ...fromProfiles(topics.profiles),
    ...fromGateway(topics.gateway),
    ...(now === undefined ? [] : toldItems(topics.activity?.events ?? [], topics.profiles, now)),
    ...fromModels(topics),
  ];
  return items
    .map((item, index) => ({ item, index }))
    .sort((a, b) => severityRank[a.item.severity] - severityRank[b.item.severity] || a.index - b.index)
    .map(({ item }) => item);
}

function fromVault(vault: AttentionTopics['vault']): AttentionItem[] {
  if (!vault || vault.state === 'ready' || vault.state === 'checking') return [];
  return [
    {
      id: `vault:${vault.state}`,
      severity: 'error',
      code: `vault_${vault.state}`,
      params: { reason: vault.reason, backend: vault.backend, message: vault.message, hint: vault.hint },
      said: vault.said,
      action: unlockHelps(vault) ? { kind: 'unlock_vault' } : { kind: 'check_vault' },
    },
  ];
}

function fromConfig(app: AttentionTopics['app']): AttentionItem[] {
  const error = app?.config.error;
  if (!app || !error) return [];
  return [
    {
      id: 'config',
      severity: 'error',
      code: 'config_error',
      params: { path: app.config.path, ...errorParams(error) },
      said: error.said,
      action: { kind: 'open_settings' },
    },
  ];
}

function fromProfiles(profiles: AttentionTopics['profiles']): AttentionItem[] {
  if (!profiles) return [];
  const items: AttentionItem[] = [];
  if (profiles.error) {
    items.push({
      id: 'profiles',
      severity: 'error',
      code: 'profiles_unreadable',
      params: errorParams(profiles.error),
      said: profiles.error.said,
      action: { kind: 'open_settings' },
    });
  }
  for (const mirror of profiles.mirrors) {
    if (!mirror.error) continue;
    items.push({
      id: `mirror:${mirror.agent}`,
      severity: 'warning',
      code: 'mirror_error',
      params: { agent: mirror.agent, path: mirror.path, ...errorParams(mirror.error) },
      said: mirror.error.said,
      action: { kind: 'open_settings' },
    });
  }
  for (const agent of profiles.agents) {
    for (const profile of agent.profiles) items.push(...fromProfile(agent.id, profile));
  }
  return items;
}

/** A sign-in that Gatehouse renews comes so close to its end only when the renewal did not succeed. */
const renewalFailed = ({ type, refreshedBy, status }: ProfileView): boolean =>
  type === 'oauth' && refreshedBy === 'gatehouse' && (status === 'expired' || status === 'expiring');

function fromProfile(agent: string, profile: ProfileView): AttentionItem[] {
  const about = {
    params: {
      agent,
      profile: profile.id,
      provider: profile.provider,
      ...(profile.expires === undefined ? {} : { expires: profile.expires }),
    },
    action: { kind: 'replace_credential', agent, profile: profile.id },
  } as const;
  const id = `profile:${agent}:${profile.id}`;
  if (profile.status === 'secret_missing') {
    return [{ id: `${id}:missing`, severity: 'error', code: 'secret_missing', ...about }];
  }
  if (renewalFailed(profile)) {
    const severity = profile.status === 'expired' ? 'error' : 'warning';
    return [{ id: `${id}:refresh_failed`, severity, code: 'refresh_failed', ...about }];
  }
  if (profile.status === 'expired') {
    return [{ id: `${id}:expired`, severity: 'error', code: 'profile_expired', ...about }];
  }
  if (profile.coolingReason === 'billing') {
    const until = profile.coolingUntil === undefined ? {} : { until: profile.coolingUntil };
    return [
      {
        id: `${id}:billing`,
        severity: 'warning',
        code: 'out_of_credit',
        ...about,
        params: { ...about.params, ...until },
      },
    ];
  }
  if (profile.status === 'expiring') {
    return [{ id: `${id}:expiring`, severity: 'warning', code: 'profile_expiring', ...about }];
  }
  return [];
}

function fromGateway(gateway: AttentionTopics['gateway']): AttentionItem[] {
  const observed = gateway?.observed;
  if (!observed) return [];
  switch (observed.state) {
    case 'failed':
      return [
        {
          id: `gateway:failed:${observed.reason}`,
          severity: 'error',
          code: 'gateway_failed',
          params: { reason: observed.reason, message: observed.message },
          said: observed.said,
          action: { kind: 'start_gateway' },
        },
      ];
    case 'foreign':
      return [
        {
          id: 'gateway:foreign',
          severity: 'error',
          code: 'gateway_foreign',
          params: {
            host: observed.host,
            port: observed.port,
            ...(observed.holder.pid === undefined ? {} : { pid: observed.holder.pid }),
            ...(observed.holder.name === undefined ? {} : { name: observed.holder.name }),
            ...(observed.holder.service === undefined ? {} : { service: observed.holder.service }),
            // It is a gateway of ours, which could be used in place of one of this host.
            ...(observed.holder.gateway ? { attachable: 1 } : {}),
          },
          action: { kind: 'start_gateway' },
        },
      ];
    case 'backoff':
      return [
        {
          id: 'gateway:backoff',
          severity: 'warning',
          code: 'gateway_backoff',
          params: { attempt: observed.attempt, retryAt: observed.retryAt, reason: observed.reason },
          action: { kind: 'open_logs' },
        },
      ];
    case 'ready':
      if (!observed.rejected) return [];
      return [
        {
          id: `gateway:rejected:${observed.rejected.revision}`,
          severity: 'warning',
          code: 'revision_rejected',
          params: { ...observed.rejected },
          action: { kind: 'open_settings' },
        },
      ];
    default:
      return [];
  }
}

/** What a newcomer does next. Silent while profiles cannot be read: then nobody knows whether there are any. */
function fromModels({ profiles, models }: AttentionTopics): AttentionItem[] {
  if (!profiles || profiles.error) return [];
  if (profiles.agents.every((agent) => agent.profiles.length === 0)) {
    return [
      {
        id: 'no_credential',
        severity: 'info',
        code: 'no_credential',
        params: {},
        action: { kind: 'add_credential' },
      },
    ];
  }
  return (models?.agents ?? [])
    .filter((agent) => agent.primary === undefined)
    .map((agent) => ({
      id: `no_primary:${agent.id}`,
      severity: 'info' as const,
      code: 'no_primary_model' as const,
      params: { agent: agent.id },
      action: { kind: 'choose_model' as const, agent: agent.id },
    }));
}

const errorParams = (error: {
  code: ErrorCode;
  message: string;
  hint?: string | undefined;
  where?: string | undefined;
}) => ({
  code: error.code,
  message: error.message,
  ...(error.hint === undefined ? {} : { hint: error.hint }),
  ...(error.where === undefined ? {} : { where: error.where }),
});
