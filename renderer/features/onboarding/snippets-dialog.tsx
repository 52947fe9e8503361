import { useTranslation } from 'react-i18next';
import { Snippets } from '#renderer/features/onboarding/snippets.tsx';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog, DialogFooter } from '#renderer/ui/dialog.tsx';

export default function SnippetsDialog() {
  const { t } = useTranslation();
  const { ui } = useApp();
  return (
    <Dialog wide title={t('tools.title')} description={t('tools.body')} onClose={ui.close}>
      <Snippets />
      <DialogFooter>
        <Button look="primary" onClick={ui.close}>
          {t('common.done')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
