import { CircleCheck, CircleX, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/models/models-screen.module.css';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { count } from '#renderer/lib/format.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';

/** What each provider answered to the question for its own list. */
export function ScanResult({ agent }: { agent: string }) {
  const { t, i18n } = useTranslation();
  const speech = useSpeech();
  const { models } = useApp();
  const nameOf = useProviderName();
  const scan = useStore(models.extra, (extra) => extra.scan);
  if (scan.state === 'idle') return null;
  if (scan.state === 'running') {
    return (
      <div className={styles.notice}>
        <Notice tone="info" live title={t('models.scan.asking')}>
          {t('models.scan.askingBody')}
        </Notice>
      </div>
    );
  }
  const close = (
    <IconButton
      tip={false}
      size="sm"
      label={t('common.dismiss')}
      icon={<X size={15} aria-hidden />}
      onClick={models.forgetScan}
    />
  );
  if (scan.state === 'error') {
    return (
      <div className={styles.notice}>
        <ErrorNotice
          error={scan.error}
          actions={
            <>
              <Button size="sm" onClick={() => void models.scan(agent)}>
                {t('common.retry')}
              </Button>
              {close}
            </>
          }
        />
      </div>
    );
  }
  const added = scan.providers.reduce((sum, one) => sum + one.added, 0);
  const failed = scan.providers.filter(({ error }) => error).length;
  return (
    <div className={styles.notice}>
      <Notice
        tone={failed > 0 ? 'warn' : 'good'}
        live
        title={added > 0 ? t('models.scan.added', { count: added }) : t('models.scan.nothingNew')}
        actions={close}
      >
        {scan.providers.length === 0 ? (
          <p>{t('models.scan.nobody')}</p>
        ) : (
          <ul className={styles.scanned}>
            {scan.providers.map(({ id, found, added: own, error }) => (
              <li key={id} data-tone={error ? 'bad' : 'good'}>
                {error ? <CircleX size={14} aria-hidden /> : <CircleCheck size={14} aria-hidden />}
                <span>
                  <strong>{nameOf(id)}</strong>{' '}
                  {error
                    ? heard(error, 'message', speech)
                    : t('models.scan.found', {
                        count: found,
                        found: count(found, i18n.language),
                        added: own,
                      })}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Notice>
    </div>
  );
}
