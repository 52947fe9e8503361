import { useTranslation } from 'react-i18next';
import { FoundKeys } from '#renderer/features/onboarding/found-keys.tsx';
import styles from '#renderer/features/onboarding/onboarding-screen.module.css';
import { PasteKey } from '#renderer/features/onboarding/paste-key.tsx';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/notice.tsx';

const agent = 'main';

/** What the machine has already, or one key by hand; every other way is behind a button. */
export function KeyStep() {
  const { t } = useTranslation();
  const { ui, onboarding } = useApp();
  const vault = useTopic('vault')?.state;
  const own = useTopic('profiles')?.agents.find(({ id }) => id === agent)?.profiles ?? [];
  const open = vault === 'ready' || vault === 'checking';
  const go = (profile?: string) => onboarding.go('ask', profile);
  return (
    <>
      {own.length > 0 && (
        <Notice
          tone="good"
          live
          title={t('onboarding.have', { count: own.length })}
          actions={
            <Button size="sm" look="primary" onClick={() => go(own.at(-1)?.id)}>
              {t('onboarding.goOn')}
            </Button>
          }
        />
      )}
      <FoundKeys agent={agent} open={open} onTaken={go} />
      <p className={styles.or}>{t('onboarding.or')}</p>
      <PasteKey agent={agent} open={open} onAdded={go} />
      <div className={styles.skip}>
        <Button look="ghost" disabled={!open} onClick={() => ui.open({ kind: 'add', agent })}>
          {t('onboarding.otherWays')}
        </Button>
      </div>
    </>
  );
}
