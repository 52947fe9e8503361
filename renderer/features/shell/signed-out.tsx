import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/shell/signed-out.module.css';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { GateMark } from '#renderer/ui/gate-mark.tsx';

/** The host answers, but does not know this browser. */
export function SignedOut() {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <div className={styles.panel}>
        <GateMark size={44} lit={false} />
        <h1 className={styles.title}>{t('signedOut.title')}</h1>
        <p className={styles.body}>{t('signedOut.body')}</p>
        <p className={styles.command}>
          <code>gatehouse ui</code>
          <CopyButton label={t('signedOut.copy')} copy="gatehouse ui" />
        </p>
        <Button onClick={() => location.reload()}>{t('signedOut.retry')}</Button>
        <p className={styles.why}>{t('signedOut.why')}</p>
      </div>
    </main>
  );
}
