import type { TopicValues } from '#main/desktop/actions.ts';
import type { Translate } from '#main/desktop/translate.ts';
import { action, type TrayItem } from '#main/desktop/tray-items.ts';

/** Start, stop and restart always, so that nothing jumps under the pointer; more where there is something to choose. */
export function gatewayItems(gateway: TopicValues['gateway'], t: Translate): TrayItem[] {
  const observed = gateway?.observed;
  const state = observed?.state;
  // Our own service is stopped and restarted like a child; a gateway of others is only let go.
  const attached = gateway?.attached === true && !gateway.service;
  const canStart = state === 'stopped' || state === 'failed' || state === 'foreign' || state === 'backoff';
  const canStop = state === 'ready' || state === 'starting' || state === 'backoff';
  const items = [
    action(
      'start',
      t(state === 'failed' || state === 'backoff' ? 'tray.retry' : 'tray.start'),
      { do: 'call', name: 'gateway.start', input: {} },
      canStart,
    ),
    action(
      'stop',
      t(attached ? 'tray.detach' : 'tray.stop'),
      { do: 'call', name: 'gateway.stop', input: {} },
      canStop,
    ),
    action(
      'restart',
      t('tray.restart'),
      { do: 'call', name: 'gateway.restart', input: {} },
      state === 'ready' && !attached,
    ),
  ];
  if (observed?.state === 'foreign' && observed.holder.gateway) {
    items.unshift(action('attach', t('tray.attach'), { do: 'call', name: 'gateway.attach', input: {} }));
  }
  if (state === 'failed') items.push(action('logs', t('tray.logs'), { do: 'open', place: '/logs' }));
  return items;
}

export function copyItems(gateway: TopicValues['gateway'], t: Translate): TrayItem[] {
  const items = [
    action('copyEndpoint', t('tray.copyEndpoint'), { do: 'copyEndpoint' }, gateway !== undefined),
  ];
  if (gateway?.access === 'token') items.push(action('copyToken', t('tray.copyToken'), { do: 'copyToken' }));
  return items;
}
