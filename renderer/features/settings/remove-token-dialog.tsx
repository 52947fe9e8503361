import { useTranslation } from 'react-i18next';
import { useApp } from '#renderer/state/react.ts';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** A token that is gone cannot be brought back, so it is asked for once. */
export default function RemoveTokenDialog({ name }: { name: string }) {
  const { t } = useTranslation();
  const { host } = useApp();
  return (
    <FormDialog
      title={t('tokens.removeTitle', { name })}
      description={t('tokens.removeBody')}
      action={t('tokens.removeDo')}
      danger
      focusAction
      done={t('tokens.removed')}
      run={() => host.invoke('tokens.remove', { name })}
    />
  );
}
