import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import styles from '#renderer/features/shell/offline-bar.module.css';
import { duration } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';

/** The host is gone: what is on screen is what it last said. */
export function OfflineBar() {
  const { connection } = useApp();
  const now = useStore(connection, (state) => state.now);
  return now.state === 'lost' ? <Bar retryAt={now.retryAt} /> : null;
}

function Bar({ retryAt }: { retryAt: number }) {
  const { t, i18n } = useTranslation();
  const { host } = useApp();
  const now = useNow(1_000);
  return (
    <aside className={styles.bar} aria-label={t('offline.short')}>
      <Unplug size={17} aria-hidden />
      <p className={styles.words}>
        <strong role="alert">{t('offline.title')}</strong>{' '}
        <span>{t('offline.body', { wait: duration(retryAt - now, i18n.language) })}</span>
      </p>
      <Button size="sm" onClick={() => host.reconnect()}>
        {t('offline.retry')}
      </Button>
    </aside>
  );
}
