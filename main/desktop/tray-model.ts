import { type AttentionItem, attentionItems } from '#core/attention/attention.ts';
import { plainSpeech, type Speech } from '#core/say/say.ts';
import type { TopicValues } from '#main/desktop/actions.ts';
import { placeOf } from '#main/desktop/places.ts';
import type { Translate } from '#main/desktop/translate.ts';
import { copyItems, gatewayItems } from '#main/desktop/tray-gateway.ts';
import { action, joinGroups, type TrayItem } from '#main/desktop/tray-items.ts';
import { modelItems } from '#main/desktop/tray-models.ts';
import { credentialItems, familyItems, statusLine } from '#main/desktop/tray-status.ts';

export const trayStates = ['ready', 'starting', 'attention', 'failed', 'stopped'] as const;
export type TrayState = (typeof trayStates)[number];

export interface TrayModel {
  state: TrayState;
  tooltip: string;
  items: TrayItem[];
}

/**
 * The whole tray as a value: the same topics and words give an equal model, so comparing two of them tells whether
 * the menu has to be built again. Dates are given to the day for the same reason.
 */
export function trayModel(
  topics: TopicValues,
  t: Translate,
  now: number = Date.now(),
  speech: Speech = plainSpeech,
): TrayModel {
  const attention = attentionItems(topics, now);
  const status = statusLine(topics, t);
  return {
    state: trayState(topics.gateway, attention),
    tooltip: t('tooltip', { status }),
    items: joinGroups([
      [
        { kind: 'text', label: status },
        ...credentialItems(topics, t),
        ...familyItems(topics, t, speech),
        ...modelItems(topics, t),
      ],
      gatewayItems(topics.gateway, t),
      copyItems(topics.gateway, t),
      attentionGroup(attention, t),
      updateItems(topics.app?.update, t),
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

function updateItems(
  update: NonNullable<TopicValues['app']>['update'] | undefined,
  t: Translate,
): TrayItem[] {
  if (update?.state === 'ready') {
    const label = t('tray.update', { version: update.version });
    return [action('update', label, { do: 'call', name: 'app.installUpdate', input: {} })];
  }
  if (update?.state === 'notice') {
    const label = t('tray.updateNotice', { version: update.version });
    return [action('update', label, { do: 'call', name: 'app.openExternal', input: { url: update.url } })];
  }
  return [];
}
