import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentFields, agentFrom } from '#renderer/features/profiles/agent-fields.tsx';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Choice } from '#renderer/ui/choice.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

interface TransferDialogProps {
  agent: string;
  id: string;
  what: 'copy' | 'move';
}

/** Another agent, or one that is made for it. `/` stands for the new one: no agent's name has it. */
export default function TransferDialog({ agent, id, what }: TransferDialogProps) {
  const { t } = useTranslation();
  const { profiles, ui } = useApp();
  const agents = useTopic('profiles')?.agents ?? [];
  const others = agents.filter((one) => one.id !== agent);
  const [to, setTo] = useState(others[0]?.id ?? '/');
  const [newId, setNewId] = useState('');
  const target = to === '/' ? newId : to;
  const nameOf = (one: string) => agents.find((known) => known.id === one)?.name ?? one;
  return (
    <FormDialog
      title={t(`transfer.${what}Title`)}
      description={t(`transfer.${what}Body`, { id, agent: nameOf(agent) })}
      action={t(`transfer.${what}`)}
      incomplete={target === ''}
      done={t(what === 'copy' ? 'transfer.copied' : 'transfer.moved', { id, agent: nameOf(target) })}
      onDone={() => ui.setAgent(target)}
      run={async (data) => {
        if (to === '/') {
          const made = await profiles.addAgent(...agentFrom(data));
          // It is there from a first try whose transfer failed, or by its name: both are what was meant.
          if (!made.ok && made.error.code !== 'agent_exists') return made;
        }
        return profiles[what](agent, id, target);
      }}
    >
      {others.length > 0 && (
        <Choice
          label={t('transfer.to')}
          value={to}
          options={[
            ...others.map((one) => ({ value: one.id, title: one.name })),
            { value: '/', title: t('transfer.newAgent') },
          ]}
          onChange={setTo}
        />
      )}
      {to === '/' && <AgentFields onId={setNewId} autoFocus={others.length === 0} />}
    </FormDialog>
  );
}
