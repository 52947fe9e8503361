import { useTranslation } from 'react-i18next';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { Notice } from '#renderer/ui/notice.tsx';

export default function RemoveAgentDialog({ agent }: { agent: string }) {
  const { t } = useTranslation();
  const { profiles, ui } = useApp();
  const known = useTopic('profiles')?.agents.find(({ id }) => id === agent);
  const name = known?.name ?? agent;
  const count = known?.profiles.length ?? 0;
  return (
    <FormDialog
      title={t('agents.removeTitle', { name })}
      description={count === 0 ? t('agents.removeBody') : undefined}
      action={t('agents.remove')}
      danger
      incomplete={count > 0}
      done={t('agents.removed', { name })}
      onDone={() => ui.setAgent('main')}
      run={() => profiles.removeAgent(agent)}
    >
      {count > 0 && (
        <Notice tone="warn" title={t('agents.removeBusy')}>
          {t('agents.removeBusyBody', { count })}
        </Notice>
      )}
    </FormDialog>
  );
}
