import { useTranslation } from 'react-i18next';
import { useApp } from '#renderer/state/react.ts';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

interface RemoveChatDialogProps {
  session: string;
  title: string;
  onRemoved: () => void;
}

export default function RemoveChatDialog({ session, title, onRemoved }: RemoveChatDialogProps) {
  const { t } = useTranslation();
  const { chat } = useApp();
  return (
    <FormDialog
      title={t('chat.removeTitle')}
      description={t('chat.removeBody', { title })}
      action={t('chat.removeDo')}
      danger
      focusAction
      run={() => chat.remove(session)}
      done={t('chat.removed')}
      onDone={onRemoved}
    />
  );
}
