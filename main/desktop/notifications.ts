import { type AttentionItem, spokenParams } from '#core/attention/attention.ts';
import type { CallError } from '#core/contract/error.ts';
import { heard } from '#core/say/say.ts';
import type { ElectronApi } from '#main/desktop/electron-api.ts';
import type { MemoryFile } from '#main/desktop/memory.ts';
import { placeOf } from '#main/desktop/places.ts';
import type { Words } from '#main/desktop/translate.ts';

/**
 * A matter that comes, goes and comes again (a flapping keychain, a restart of the app) is told once a day at most:
 * the attention list and the tray icon show it all the while.
 */
const repeatAfterMs = 24 * 60 * 60 * 1000;

/**
 * Which items to tell now, and what to remember of it. Hints about what to do next are never notified, nor is a
 * crash that is being mended by itself.
 */
export function newNotices(
  items: readonly AttentionItem[],
  notified: Readonly<Record<string, number>>,
  now: number,
): { tell: AttentionItem[]; notified: Record<string, number> } {
  const remembered = Object.fromEntries(
    // A clock set back must not silence an item for longer than the span.
    Object.entries(notified).filter(([, at]) => Math.abs(now - at) < repeatAfterMs),
  );
  const tell = items.filter(
    (item) =>
      item.severity !== 'info' && item.code !== 'gateway_backoff' && remembered[item.id] === undefined,
  );
  return { tell, notified: { ...remembered, ...Object.fromEntries(tell.map((item) => [item.id, now])) } };
}

export interface Notifications {
  /** The attention list as it is now; `wanted` is the setting. */
  attend(items: readonly AttentionItem[], wanted: boolean): void;
  /** Something that a click in the tray could not do. */
  failed(error: CallError): void;
}

export function createNotifications(
  { Notification }: Pick<ElectronApi, 'Notification'>,
  options: { memory: MemoryFile; words: Words; open: (place: string) => void },
  now: () => number = Date.now,
): Notifications {
  const { t, speech } = options.words;
  /** A notification that is collected as garbage loses its click. */
  const shown = new Set<object>();

  function show(title: string, body: string, place: string): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.on('click', () => options.open(place));
    notification.on('close', () => shown.delete(notification));
    notification.show();
  }

  return {
    attend(items, wanted) {
      // Turned on again, only what is new from then on is told anew.
      const { tell, notified } = newNotices(items, options.memory.value.notified ?? {}, now());
      if (tell.length === 0) return;
      options.memory.remember({ notified });
      if (!wanted) return;
      for (const item of tell) {
        const params = spokenParams(item, speech());
        const body = String(params.hint ?? params.message ?? t('notification.more'));
        show(t(`attention.${item.code}`, params), body, placeOf(item.action));
      }
    },
    failed(error) {
      const body = heard(error, error.hint === undefined ? 'message' : 'hint', speech());
      show(t('notification.failed'), body ?? t('notification.more'), '/');
    },
  };
}
