import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/logs/log-row.module.css';
import { clockSeconds, exactTime } from '#renderer/lib/format.ts';
import { marked, type ShownLine } from '#renderer/state/log-reader.ts';

interface LogRowProps {
  line: ShownLine;
  index: number;
  /** Pixels from the list's top. */
  offset: number;
  measure: (element: HTMLElement | null) => void;
  search: string;
  /** The first line of a new file. */
  rotated: boolean;
  reached: boolean;
  onReach: (index: number) => void;
}

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { line, index, offset, measure, search, rotated, reached, onReach } = props;
  const { t, i18n } = useTranslation();
  const { level, at, event } = line;
  return (
    // biome-ignore lint/a11y/useSemanticElements: placed by script, as its list is.
    <div
      ref={measure}
      data-index={index}
      data-row={index}
      role="listitem"
      aria-posinset={index + 1}
      aria-setsize={-1}
      tabIndex={reached ? 0 : -1}
      onFocus={() => onReach(index)}
      className={styles.line}
      data-level={level}
      style={{ transform: `translateY(${offset}px)` }}
    >
      {rotated && <p className={styles.rotated}>{t('logs.rotated')}</p>}
      <span className={styles.time} title={at === undefined ? undefined : exactTime(at, i18n.language)}>
        {at === undefined ? '' : clockSeconds(at, i18n.language)}
      </span>
      <span className={styles.level}>{t(`logs.levelWord.${level}`)}</span>
      <span className={styles.text}>
        {event && (
          <span className={styles.event}>
            <Marked text={event} search={search} />{' '}
          </span>
        )}
        <Marked text={line.text} search={search} />
      </span>
    </div>
  );
});

function Marked({ text, search }: { text: string; search: string }) {
  return marked(text, search).map((part, place) =>
    part.hit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never move.
      <mark key={place}>{part.text}</mark>
    ) : (
      part.text
    ),
  );
}
