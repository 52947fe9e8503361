import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine, Copy, Pause } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/logs/log-lines.module.css';
import { LogRow } from '#renderer/features/logs/log-row.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useRem } from '#renderer/lib/use-rem.ts';
import { reachedRow, useRowKeys } from '#renderer/lib/use-row-keys.ts';
import { type LogReaderState, lineText } from '#renderer/state/log-reader.ts';
import { Button } from '#renderer/ui/button.tsx';

const rowRem = 1.5;
/** Distance from the end that still counts as the end, and from the top at which older lines are read (pixels). */
const nearPx = 24;
const topPx = 300;

interface LogLinesProps {
  state: LogReaderState;
  search: string;
  onOlder: () => Promise<void>;
}

/** Lines in their order. At the end it follows; scrolling up pauses it, and nothing that is read moves away. */
export function LogLines({ state, search, onOlder }: LogLinesProps) {
  const { t } = useTranslation();
  const actions = useActions();
  const rem = useRem();
  const lines = state.lines ?? [];
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  /** The newest line that was there when following was paused. */
  const [pausedAt, setPausedAt] = useState(0);
  const list = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowRem * rem,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 20,
  });
  const reveal = useCallback((index: number) => list.scrollToIndex(index), [list]);
  const keys = useRowKeys(lines.length, reveal);
  const newest = lines.at(-1)?.key ?? 0;
  const oldest = lines[0]?.key;

  const items = list.getVirtualItems();
  const reached = reachedRow(items, keys.active);
  const size = list.getTotalSize();
  // Measured rows change the size, so the end is looked for again with each of them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line or another size moves the end.
  useLayoutEffect(() => {
    if (following && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [following, newest, size]);

  const before = useRef({ oldest, size });
  useLayoutEffect(() => {
    const then = before.current;
    before.current = { oldest, size };
    if (then.oldest === undefined || oldest === undefined || oldest >= then.oldest) return;
    list.scrollToOffset((box.current?.scrollTop ?? 0) + (size - then.size));
  }, [oldest, size, list]);

  const pause = () => {
    setFollowing(false);
    setPausedAt(newest);
  };
  const waiting = following ? 0 : lines.filter(({ key }) => key > pausedAt).length;
  const { start, busy, error } = state;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const full = element.scrollHeight > element.clientHeight;
    if (!full && start !== undefined && !busy && !error) void onOlder();
  }, [start, busy, error, onOlder]);

  async function copy(chosen: readonly (typeof lines)[number][]) {
    await actions.copy(chosen.map(lineText).join('\n'), t('logs.copied', { count: chosen.length }));
  }
  return (
    <section className={styles.frame} aria-label={t('logs.list')}>
      <div className={styles.head}>
        <p className={styles.state}>{t(following ? 'logs.following' : 'logs.pausedState')}</p>
        <Button size="sm" look="ghost" icon={<Copy size={14} aria-hidden />} onClick={() => void copy(lines)}>
          {t('logs.copy')}
        </Button>
        <Button
          size="sm"
          aria-pressed={following}
          icon={following ? <Pause size={14} aria-hidden /> : <ArrowDownToLine size={14} aria-hidden />}
          onClick={() => (following ? pause() : setFollowing(true))}
        >
          {t(following ? 'logs.pause' : 'logs.follow')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the rows are placed by script, which a list element cannot hold. */}
      <div
        ref={box}
        className={styles.box}
        role="list"
        onKeyDown={(event) => {
          keys.onKeyDown(event);
          const at = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset.row;
          if (at === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
          const line = lines[Number(at)];
          if (event.key === 'c' && line) void copy([line]);
          if (event.key === 'f') setFollowing(true);
        }}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          const left = scrollHeight - clientHeight - scrollTop;
          if (following && left > nearPx * 4) pause();
          else if (!following && left < nearPx) setFollowing(true);
          if (scrollTop < topPx && start !== undefined && !busy && !error) void onOlder();
        }}
      >
        <div className={styles.canvas} style={{ height: size }}>
          {items.map((item) => {
            const line = lines[item.index];
            return (
              line && (
                <LogRow
                  key={item.key}
                  line={line}
                  index={item.index}
                  offset={item.start}
                  measure={list.measureElement}
                  search={search}
                  rotated={line.key === state.rotatedAt}
                  reached={item.index === reached}
                  onReach={keys.setActive}
                />
              )
            );
          })}
        </div>
      </div>
      {waiting > 0 && (
        <div className={styles.fresh}>
          <Button
            size="sm"
            look="primary"
            icon={<ArrowDownToLine size={14} aria-hidden />}
            onClick={() => setFollowing(true)}
          >
            {t('logs.paused', { count: waiting })}
          </Button>
        </div>
      )}
      <p className={styles.foot}>
        <span role="status">
          {busy === 'older'
            ? t('logs.older')
            : `${t('logs.hits', { count: lines.length })}${start === undefined ? ` · ${t('logs.beginning')}` : ''}`}
        </span>
        <span>{t('logs.keys')}</span>
      </p>
    </section>
  );
}
