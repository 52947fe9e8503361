import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/onboarding/onboarding-screen.module.css';
import { Snippets } from '#renderer/features/onboarding/snippets.tsx';
import { useSettings } from '#renderer/features/settings/use-settings.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';

/** The last step: who comes this far has seen it work. */
export function ToolsStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { settings, change } = useSettings();
  const onboarded = settings?.onboarded;
  useEffect(() => {
    if (onboarded === false) void change({ onboarded: true });
  }, [onboarded, change]);
  return (
    <>
      <Card title={t('tools.title')}>
        <Snippets />
      </Card>
      <div className={styles.actions}>
        <Button look="primary" onClick={onDone}>
          {t('onboarding.finish')}
        </Button>
      </div>
    </>
  );
}
