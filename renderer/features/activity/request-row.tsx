import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoggedRequest } from '#core/contract/calls/activity.ts';
import { RequestDetail } from '#renderer/features/activity/request-detail.tsx';
import styles from '#renderer/features/activity/request-row.module.css';
import { clockSeconds, compact, exactTime, latency, money, nearTime } from '#renderer/lib/format.ts';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

const tones = {
  ok: 'good',
  client_error: 'warn',
  upstream_error: 'bad',
  refused: 'bad',
  aborted: 'quiet',
} as const;

interface RequestRowProps {
  row: LoggedRequest;
  index: number;
  /** How many rows there are; -1 while that is not known. */
  size: number;
  /** Pixels from the list's top. */
  offset: number;
  measure: (element: HTMLElement | null) => void;
  open: boolean;
  onToggle: (seq: number) => void;
  /** Tab reaches this one. */
  reached: boolean;
  onReach: (index: number) => void;
}

export const RequestRow = memo(function RequestRow(props: RequestRowProps) {
  const { row, index, size, offset, measure, open, onToggle, reached, onReach } = props;
  const { t, i18n } = useTranslation();
  const locale = i18n.language;
  const tokens = (row.inputTokens ?? 0) + (row.outputTokens ?? 0);
  const today = new Date(row.at).toDateString() === new Date().toDateString();
  const time = today ? clockSeconds(row.at, locale) : nearTime(row.at, Date.now(), locale);
  return (
    // biome-ignore lint/a11y/useSemanticElements: placed by script, as its list is.
    <div
      ref={measure}
      data-index={index}
      role="listitem"
      aria-setsize={size}
      aria-posinset={index + 1}
      className={styles.item}
      data-open={open}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <button
        type="button"
        data-row={index}
        className={styles.row}
        aria-expanded={open}
        tabIndex={reached ? 0 : -1}
        onFocus={() => onReach(index)}
        onClick={() => onToggle(row.seq)}
      >
        <span className={styles.time} title={exactTime(row.at, locale)}>
          <ChevronRight size={13} aria-hidden className={styles.turn} />
          <StateIcon tone={tones[row.result]} size={14} />
          <span className="visually-hidden">{t(`activity.result.${row.result}`)}, </span>
          {time}
        </span>
        <span className={styles.model}>{row.model ?? t('activity.noModel')}</span>
        <span className={styles.profile}>
          {row.profile}
          {row.attempts > 1 && (
            <span className={styles.attempts} title={t('activity.attempts', { count: row.attempts })}>
              ×{row.attempts}
            </span>
          )}
        </span>
        <span className={styles.figure}>{tokens > 0 ? compact(tokens, locale) : '–'}</span>
        <span className={styles.figure}>{row.cost === undefined ? '–' : money(row.cost, locale)}</span>
        <span className={styles.figure}>{latency(row.totalMs, locale)}</span>
      </button>
      {open && <RequestDetail row={row} />}
    </div>
  );
});
