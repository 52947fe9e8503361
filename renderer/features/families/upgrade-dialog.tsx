import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstallation } from '#renderer/features/families/use-installation.ts';
import { useApp } from '#renderer/state/react.ts';
import { Field } from '#renderer/ui/field.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** Begins a canary upgrade; its steps are shown on the card. */
export default function UpgradeDialog({ id }: { id: string }) {
  const { t } = useTranslation();
  const { host } = useApp();
  const installation = useInstallation(id);
  const [to, setTo] = useState('latest');
  return (
    <FormDialog
      title={t('families.upgradeTitle', { name: installation?.label ?? id })}
      description={t('families.upgradeBody')}
      action={t('families.upgradeDo')}
      incomplete={!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(to.trim())}
      run={() => host.invoke('families.upgrade', { id, to: to.trim() })}
    >
      <Field
        mono
        label={t('families.upgradeTo')}
        hint={t('families.upgradeHint')}
        value={to}
        autoFocus
        onChange={(event) => setTo(event.target.value)}
      />
    </FormDialog>
  );
}
