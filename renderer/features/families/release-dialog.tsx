import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstallation } from '#renderer/features/families/use-installation.ts';
import { useApp } from '#renderer/state/react.ts';
import { Check } from '#renderer/ui/check.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** No more mirroring; what was written there goes too, unless the person wants it to stay. */
export default function ReleaseDialog({ id }: { id: string }) {
  const { t } = useTranslation();
  const { host } = useApp();
  const name = useInstallation(id)?.label ?? id;
  const [undo, setUndo] = useState(true);
  return (
    <FormDialog
      title={t('families.releaseTitle', { name })}
      description={t('families.releaseBody')}
      action={t('families.releaseDo')}
      danger
      done={t('families.released', { name })}
      run={() => host.invoke('families.release', { id, undo })}
    >
      <Check checked={undo} onChange={setUndo} help={t('families.releaseUndoHelp')}>
        {t('families.releaseUndo')}
      </Check>
    </FormDialog>
  );
}
