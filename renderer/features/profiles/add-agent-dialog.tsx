import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentFields, agentFrom } from '#renderer/features/profiles/agent-fields.tsx';
import { useApp } from '#renderer/state/react.ts';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

export default function AddAgentDialog() {
  const { t } = useTranslation();
  const { profiles, ui } = useApp();
  const [id, setId] = useState('');
  return (
    <FormDialog
      title={t('agents.title')}
      description={t('agents.body')}
      action={t('agents.add')}
      incomplete={id === ''}
      done={t('agents.added', { name: id })}
      onDone={() => ui.setAgent(id)}
      run={(data) => profiles.addAgent(...agentFrom(data))}
    >
      <AgentFields onId={setId} />
    </FormDialog>
  );
}
