import { useTranslation } from 'react-i18next';
import { useLate } from '#renderer/lib/use-late.ts';
import styles from '#renderer/ui/skeleton.module.css';

/** Grey bars in the shape of what is to come; nothing at all during the first 150 ms. */
export function Skeleton({ rows = 3 }: { rows?: number }) {
  const { t } = useTranslation();
  const late = useLate();
  if (!late) return null;
  return (
    <div className={styles.skeleton} role="status">
      <span className="visually-hidden">{t('common.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are alike and never move.
        <span key={row} className={styles.bar} />
      ))}
    </div>
  );
}
