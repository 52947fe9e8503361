import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoggedRequest } from '#core/contract/calls/activity.ts';
import styles from '#renderer/features/activity/request-list.module.css';
import { RequestRow } from '#renderer/features/activity/request-row.tsx';
import { count } from '#renderer/lib/format.ts';
import { useRem } from '#renderer/lib/use-rem.ts';
import { reachedRow, useRowKeys } from '#renderer/lib/use-row-keys.ts';
import type { RequestLogState } from '#renderer/state/request-log.ts';
import { Button } from '#renderer/ui/button.tsx';

const rowRem = 2.75;
/** Rows before the end at which the next page is asked for. */
const ahead = 30;

interface RequestListProps {
  state: RequestLogState;
  rows: readonly LoggedRequest[];
  query: string;
  onOlder: () => Promise<void>;
}

/** Requests, newest first. Only the rows in sight are there; new ones push nothing away that is being read. */
export function RequestList({ state, rows, query, onOlder }: RequestListProps) {
  const { t, i18n } = useTranslation();
  const rem = useRem();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [unseen, setUnseen] = useState(0);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowRem * rem,
    getItemKey: (index) => rows[index]?.seq ?? index,
    overscan: 12,
  });
  const reveal = useCallback((index: number) => list.scrollToIndex(index), [list]);
  const keys = useRowKeys(rows.length, reveal);

  // What came in above moves the place that is being read down by as much.
  const first = rows[0]?.seq;
  const before = useRef<{ first: number | undefined; query: string }>({ first, query });
  const { setActive, active } = keys;
  useLayoutEffect(() => {
    const then = before.current;
    before.current = { first, query };
    if (then.first === undefined || then.query !== query || first === then.first) return;
    const fresh = rows.findIndex(({ seq }) => seq === then.first);
    const top = box.current?.scrollTop ?? 0;
    if (fresh <= 0) return setUnseen(0);
    if (document.activeElement?.closest('[data-row]')) setActive(active + fresh);
    if (top < rem) return;
    list.scrollToOffset(top + fresh * rowRem * rem);
    setUnseen((known) => known + fresh);
  }, [first, query, rows, rem, list, active, setActive]);

  const items = list.getVirtualItems();
  const reached = reachedRow(items, active);
  const last = items.at(-1)?.index ?? -1;
  const { next, busy, error } = state;
  useEffect(() => {
    if (last >= rows.length - ahead && next !== undefined && !busy && !error) void onOlder();
  }, [last, rows.length, next, busy, error, onOlder]);

  const toggle = useCallback(
    (seq: number) =>
      setOpen((known) => {
        const changed = new Set(known);
        if (!changed.delete(seq)) changed.add(seq);
        return changed;
      }),
    [],
  );
  return (
    <section className={styles.frame} aria-label={t('activity.list')}>
      <div className={styles.head} aria-hidden>
        <span>{t('activity.column.time')}</span>
        <span>{t('activity.column.model')}</span>
        <span className={styles.profile}>{t('activity.column.profile')}</span>
        <span className={styles.figure}>{t('activity.column.tokens')}</span>
        <span className={styles.figure}>{t('activity.column.cost')}</span>
        <span className={styles.figure}>{t('activity.column.took')}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the rows are placed by script, which a list element cannot hold. */}
      <div
        ref={box}
        className={styles.box}
        role="list"
        onKeyDown={keys.onKeyDown}
        onScroll={(event) => event.currentTarget.scrollTop < rem && unseen > 0 && setUnseen(0)}
      >
        <div className={styles.canvas} style={{ height: list.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <RequestRow
                  key={item.key}
                  row={row}
                  index={item.index}
                  size={next === undefined ? rows.length : -1}
                  offset={item.start}
                  measure={list.measureElement}
                  open={open.has(row.seq)}
                  onToggle={toggle}
                  reached={item.index === reached}
                  onReach={setActive}
                />
              )
            );
          })}
        </div>
      </div>
      {unseen > 0 && (
        <div className={styles.fresh}>
          <Button
            size="sm"
            look="primary"
            icon={<ArrowUp size={14} aria-hidden />}
            onClick={() => {
              list.scrollToOffset(0);
              setUnseen(0);
            }}
          >
            {t('activity.fresh', { count: unseen })}
          </Button>
        </div>
      )}
      <p className={styles.foot} role="status">
        {busy === 'older'
          ? t('activity.older')
          : t(next === undefined ? 'activity.shown' : 'activity.shownMore', {
              count: rows.length,
              formatted: count(rows.length, i18n.language),
            })}
      </p>
    </section>
  );
}
