import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import styles from '#renderer/features/profiles/profiles-screen.module.css';
import { ProviderCard } from '#renderer/features/profiles/provider-card.tsx';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { groupProfiles } from '#renderer/state/profiles.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';

export default function ProfilesScreen() {
  const { t } = useTranslation();
  const app = useApp();
  const profiles = useTopic('profiles');
  const vault = useTopic('vault');
  const orders = useStore(app.profiles.extra, (extra) => extra.orders);
  const [chosen, setChosen] = useState('main');
  if (!profiles || !vault) return <ScreenLoading title={t('screens.profiles')} />;

  const agent = profiles.agents.find(({ id }) => id === chosen) ?? profiles.agents[0];
  const agentId = agent?.id ?? 'main';
  const groups = groupProfiles(agentId, agent?.profiles ?? [], orders);
  const open = vault.state === 'ready' || vault.state === 'checking';
  // Nothing is written while the last read failed.
  const readOnly = profiles.error !== undefined;
  const add = () => app.ui.open({ kind: 'add', agent: agentId });
  return (
    <>
      <PageHeader
        title={t('screens.profiles')}
        actions={
          <Button look="primary" icon={<Plus size={16} aria-hidden />} disabled={readOnly} onClick={add}>
            {t('profiles.add')}
          </Button>
        }
      >
        <p>{t('profiles.intro')}</p>
      </PageHeader>
      <VaultPanel />
      {profiles.error && (
        <div className={styles.notice}>
          <ErrorNotice error={profiles.error} live={false} />
        </div>
      )}
      {profiles.agents.length > 1 && (
        <div className={styles.agents}>
          <Segmented
            label={t('profiles.agent')}
            value={agentId}
            options={profiles.agents.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setChosen}
          />
        </div>
      )}
      {groups.length === 0 && !readOnly && open && (
        <EmptyState
          icon={<KeyRound size={24} aria-hidden />}
          title={t('profiles.emptyTitle')}
          action={
            <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={add}>
              {t('profiles.add')}
            </Button>
          }
        >
          {t('profiles.empty')}
        </EmptyState>
      )}
      <div className={styles.groups}>
        {groups.map(({ provider, profiles: members }) => (
          <ProviderCard
            key={provider}
            agent={agentId}
            provider={provider}
            profiles={members}
            readOnly={readOnly}
          />
        ))}
      </div>
      {groups.length > 0 && (
        <p className={styles.foot}>
          {t('profiles.shortcut')} <Kbd keys={['A']} />
        </p>
      )}
    </>
  );
}
