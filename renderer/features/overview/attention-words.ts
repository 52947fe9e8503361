import type { TFunction } from 'i18next';
import { type AttentionItem, spokenParams } from '#core/attention/attention.ts';
import type { Speech } from '#core/say/say.ts';
import { clockTime, relativeTime } from '#renderer/lib/format.ts';

/** The words of an item; times become relative ones on the way. */
export function attentionWords(
  item: AttentionItem,
  t: TFunction,
  locale: string,
  now: number,
  speech: Speech,
): { title: string; body: string } {
  const { expires, retryAt } = item.params;
  const params = {
    ...spokenParams(item, speech),
    when: typeof expires === 'number' ? relativeTime(expires, now, locale) : '',
    at: typeof retryAt === 'number' ? clockTime(retryAt, locale) : '',
  };
  return {
    title: t(`attention.code.${item.code}.title`, params),
    body: t(`attention.code.${item.code}.body`, params),
  };
}
