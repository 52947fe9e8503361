import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/profiles/agent-bar.module.css';
import { useApp } from '#renderer/state/react.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';

interface AgentBarProps {
  agents: readonly { id: string; name: string }[];
  chosen: string;
  readOnly: boolean;
}

/** More than these do not fit side by side. */
const mostTabs = 5;

/** Whose credentials are shown. A single agent needs no choice. */
export function AgentBar({ agents, chosen, readOnly }: AgentBarProps) {
  const { t } = useTranslation();
  const { ui } = useApp();
  if (agents.length < 2) return null;
  return (
    <div className={styles.bar}>
      {agents.length > mostTabs ? (
        <select
          className={styles.select}
          aria-label={t('agents.choose')}
          value={chosen}
          onChange={(event) => ui.setAgent(event.target.value)}
        >
          {agents.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <Segmented
          label={t('agents.choose')}
          value={chosen}
          options={agents.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={ui.setAgent}
        />
      )}
      <IconButton
        label={t('agents.title')}
        icon={<Plus size={16} aria-hidden />}
        disabled={readOnly}
        onClick={() => ui.open({ kind: 'addAgent' })}
      />
    </div>
  );
}
