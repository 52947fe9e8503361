import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '#renderer/state/react.ts';
import { Check } from '#renderer/ui/check.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** The panic button: one more Enter, and every secret is forgotten. */
export default function LockDialog() {
  const { t } = useTranslation();
  const { vault } = useApp();
  const [stopGateway, setStopGateway] = useState(true);
  return (
    <FormDialog
      title={t('lock.title')}
      description={t('lock.body')}
      action={t('lock.do')}
      danger
      focusAction
      done={t('lock.done')}
      run={() => vault.lock(stopGateway)}
    >
      <Check checked={stopGateway} onChange={setStopGateway} help={t('lock.stopGatewayHelp')}>
        {t('lock.stopGateway')}
      </Check>
    </FormDialog>
  );
}
