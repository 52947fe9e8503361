import { useTranslation } from 'react-i18next';
import { Field } from '#renderer/ui/field.tsx';

/** Name and display name of a new agent. */
export function AgentFields({ onId, autoFocus = true }: { onId: (id: string) => void; autoFocus?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Field
        name="agent-id"
        label={t('agents.id')}
        hint={t('agents.idHint')}
        placeholder="night"
        mono
        autoFocus={autoFocus}
        maxLength={64}
        autoComplete="off"
        onChange={(event) => onId(event.target.value.trim())}
      />
      <Field
        name="agent-name"
        label={t('agents.name')}
        placeholder="Night jobs"
        maxLength={120}
        autoComplete="off"
      />
    </>
  );
}

export function agentFrom(data: FormData): [id: string, name?: string] {
  const name = String(data.get('agent-name') ?? '').trim();
  const id = String(data.get('agent-id') ?? '').trim();
  return name === '' ? [id] : [id, name];
}
