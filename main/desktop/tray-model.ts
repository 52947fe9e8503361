import { type AttentionItem, attentionItems } from '#core/attention/attention.ts';
import type { ProfileView, TopicValue } from '#core/contract/topics.ts';
import { defaultAgentId } from '#core/profile/profile.ts';
import type { GatewayState } from '#core/supervisor/state.ts';
import type { DesktopAction, TopicValues } from '#main/desktop/actions.ts';
import { placeOf } from '#main/desktop/places.ts';
import type { Translate } from '#main/desktop/translate.ts';

export const trayStates = ['ready', 'starting', 'attention', 'failed', 'stopped'] as const;
export type TrayState = (typeof trayStates)[number];

export type TrayItem =
  | { kind: 'separator' }
  /** Cannot be clicked: it says something. */
  | { kind: 'text'; label: string }
  | { kind: 'action'; id: string; label: string; enabled: boolean; action: DesktopAction }
  | { kind: 'choice'; id: string; label: string; checked: boolean; action: DesktopAction }
  | { kind: 'submenu'; id: string; label: string; items: TrayItem[] };

export interface TrayModel {
  state: TrayState;
  tooltip: string;
  items: TrayItem[];
}

/**
 * The whole tray as a value: the same topics and words give an equal model, so comparing two of them tells whether
 * the menu has to be built again. Dates are given to the day for the same reason.
 */
export function trayModel(topics: TopicValues, t: Translate): TrayModel {
  const attention = attentionItems(topics);
  const status = statusLine(topics, t);
  return {
    state: trayState(topics.gateway, attention),
    tooltip: t('tooltip', { status }),
    items: joinGroups([
      [{ kind: 'text', label: status }, ...credentialItems(topics, t), ...modelItems(topics, t)],
      gatewayItems(topics.gateway, t),
      copyItems(topics.gateway, t),
      attentionGroup(attention, t),
      [
        action('open', t('tray.open'), { do: 'open' }),
        action('settings', t('tray.settings'), { do: 'open', place: '/settings' }),
      ],
      [action('quit', t('tray.quit'), { do: 'quit' })],
    ]),
  };
}

/** Stopped by the person is calm whatever else there is; a hint about what to do next is no alarm. */
function trayState(gateway: TopicValues['gateway'], attention: readonly AttentionItem[]): TrayState {
  const observed = gateway?.observed.state ?? 'starting';
  if (observed === 'failed') return 'failed';
  if (observed === 'foreign') return 'attention';
  if (observed === 'starting' || observed === 'backoff' || observed === 'stopping') return 'starting';
  if (gateway?.wanted === 'stopped' && observed === 'stopped') return 'stopped';
  if (attention.some((item) => item.severity !== 'info')) return 'attention';
  return observed === 'stopped' ? 'stopped' : 'ready';
}

function statusLine(topics: TopicValues, t: Translate): string {
  const observed = topics.gateway?.observed;
  switch (observed?.state) {
    case undefined:
    case 'starting':
      return t('status.starting');
    case 'ready':
      return readyLine(topics, t);
    case 'backoff':
      return t('status.restarting');
    case 'stopping':
      return t('status.stopping');
    case 'stopped':
      return t('status.stopped');
    case 'failed':
      return t('status.failed', { message: observed.message });
    case 'foreign':
      return observed.holder.name === undefined
        ? t('status.foreignUnknown', { port: observed.port })
        : t('status.foreign', { port: observed.port, name: observed.holder.name });
  }
}

function readyLine(topics: TopicValues, t: Translate): string {
  const next = mainAgent(topics)?.answersNext.find((step) => step.usable);
  if (!next) {
    const none = topics.profiles?.agents.every((agent) => agent.profiles.length === 0) ?? false;
    return t(none ? 'status.readyNothing' : 'status.readyUnusable');
  }
  const model = modelName(topics, next.model);
  return next.profile === undefined
    ? t('status.ready', { model })
    : t('status.readyVia', { model, profile: next.profile });
}

/** For each provider in use, the credential that answers next, or that none does. */
function credentialItems(topics: TopicValues, t: Translate): TrayItem[] {
  const steps = mainAgent(topics)?.answersNext ?? [];
  const profiles = topics.profiles?.agents.find((agent) => agent.id === defaultAgentId)?.profiles ?? [];
  const providers = [...new Set(steps.map((step) => providerOf(step.model)))];
  return providers.map((provider) => {
    const own = steps.filter((step) => providerOf(step.model) === provider);
    const step = own.find((candidate) => candidate.usable) ?? own[0];
    const profile = profiles.find((candidate) => candidate.id === step?.profile);
    const name = topics.models?.providers.find((candidate) => candidate.id === provider)?.name ?? provider;
    const label = profile
      ? credentialLabel(name, profile, topics.app?.locale, t)
      : t(step?.usable ? 'credential.keyless' : 'credential.none', { provider: name });
    return action(`credential:${provider}`, label, { do: 'open', place: '/profiles' });
  });
}

function credentialLabel(
  provider: string,
  profile: ProfileView,
  locale: string | undefined,
  t: Translate,
): string {
  const date =
    profile.expires === undefined
      ? ''
      : new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(profile.expires);
  return t(`credential.${profile.status}`, {
    provider,
    name: profile.label ?? profile.name,
    masked: profile.masked,
    date,
  }).trim();
}

/** Models of providers that can answer now, and whatever is primary already. */
function modelItems(topics: TopicValues, t: Translate): TrayItem[] {
  const agent = mainAgent(topics);
  if (!topics.models || !agent) return [];
  const profiles =
    topics.profiles?.agents.find((candidate) => candidate.id === defaultAgentId)?.profiles ?? [];
  const usable = new Set(profiles.filter(isUsable).map((profile) => profile.provider));
  const items: TrayItem[] = topics.models.providers
    .filter((provider) => usable.has(provider.id) || (!provider.needsKey && provider.custom))
    .flatMap((provider) =>
      provider.models.map((model) =>
        modelChoice(`${provider.id}/${model.id}`, `${provider.name} · ${model.name}`, agent.primary),
      ),
    );
  if (agent.primary !== undefined && !items.some((item) => item.kind === 'choice' && item.checked)) {
    items.unshift(modelChoice(agent.primary, modelName(topics, agent.primary), agent.primary));
  }
  if (items.length === 0) return [];
  return [{ kind: 'submenu', id: 'model', label: t('tray.model'), items }];
}

const modelChoice = (ref: string, label: string, primary: string | undefined): TrayItem => ({
  kind: 'choice',
  id: `model:${ref}`,
  label,
  checked: ref === primary,
  action: { do: 'call', name: 'models.setPrimary', input: { agent: defaultAgentId, model: ref } },
});

const isUsable = (profile: ProfileView): boolean =>
  profile.status === 'ok' || profile.status === 'expiring' || profile.status === 'unknown';

/** All three always, so that nothing jumps under the pointer. */
function gatewayItems(gateway: TopicValues['gateway'], t: Translate): TrayItem[] {
  const state: GatewayState['state'] | undefined = gateway?.observed.state;
  const canStart = state === 'stopped' || state === 'failed' || state === 'foreign' || state === 'backoff';
  const canStop = state === 'ready' || state === 'starting' || state === 'backoff';
  return [
    action('start', t('tray.start'), { do: 'call', name: 'gateway.start', input: {} }, canStart),
    action('stop', t('tray.stop'), { do: 'call', name: 'gateway.stop', input: {} }, canStop),
    action(
      'restart',
      t('tray.restart'),
      { do: 'call', name: 'gateway.restart', input: {} },
      state === 'ready',
    ),
  ];
}

function copyItems(gateway: TopicValues['gateway'], t: Translate): TrayItem[] {
  const items = [
    action('copyEndpoint', t('tray.copyEndpoint'), { do: 'copyEndpoint' }, gateway !== undefined),
  ];
  if (gateway?.access === 'token') items.push(action('copyToken', t('tray.copyToken'), { do: 'copyToken' }));
  return items;
}

function attentionGroup(attention: readonly AttentionItem[], t: Translate): TrayItem[] {
  if (attention.length === 0) return [];
  return [
    { kind: 'text', label: t('tray.attention') },
    ...attention.map((item) =>
      action(`attention:${item.id}`, t(`attention.${item.code}`, item.params), {
        do: 'open',
        place: placeOf(item.action),
      }),
    ),
  ];
}

const action = (id: string, label: string, does: DesktopAction, enabled = true): TrayItem => ({
  kind: 'action',
  id,
  label,
  enabled,
  action: does,
});

const mainAgent = (topics: TopicValues): TopicValue<'models'>['agents'][number] | undefined =>
  topics.models?.agents.find((agent) => agent.id === defaultAgentId);

/** A model ref is split at its first slash. */
const providerOf = (ref: string): string => ref.slice(0, Math.max(0, ref.indexOf('/')));

function modelName(topics: TopicValues, ref: string): string {
  const id = ref.slice(ref.indexOf('/') + 1);
  const provider = topics.models?.providers.find((candidate) => candidate.id === providerOf(ref));
  return provider?.models.find((model) => model.id === id)?.name ?? ref;
}

function joinGroups(groups: readonly TrayItem[][]): TrayItem[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index): TrayItem[] => (index === 0 ? group : [{ kind: 'separator' }, ...group]));
}
