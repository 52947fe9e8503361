import { Ellipsis, HardDriveDownload, KeyRound, Plus, UserMinus, UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { AgentBar } from '#renderer/features/profiles/agent-bar.tsx';
import styles from '#renderer/features/profiles/profiles-screen.module.css';
import { ProviderCard } from '#renderer/features/profiles/provider-card.tsx';
import { SignInStrip } from '#renderer/features/profiles/sign-in-strip.tsx';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { groupProfiles } from '#renderer/state/profiles.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Menu, MenuItem, MenuLine } from '#renderer/ui/menu.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';

export default function ProfilesScreen() {
  const { t } = useTranslation();
  const app = useApp();
  const profiles = useTopic('profiles');
  const vault = useTopic('vault');
  const orders = useStore(app.profiles.extra, (extra) => extra.orders);
  const chosen = useStore(app.ui.store, (state) => state.agent);
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
          <>
            <Button look="primary" icon={<Plus size={16} aria-hidden />} disabled={readOnly} onClick={add}>
              {t('profiles.add')}
            </Button>
            <ScreenMenu agent={agentId} name={agent?.name ?? agentId} readOnly={readOnly} />
          </>
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
      <SignInStrip />
      <AgentBar agents={profiles.agents} chosen={agentId} readOnly={readOnly} />
      {groups.length === 0 && !readOnly && open && (
        <EmptyState
          icon={<KeyRound size={24} aria-hidden />}
          title={t('profiles.emptyTitle')}
          action={
            <div className={styles.ways}>
              <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={add}>
                {t('profiles.add')}
              </Button>
              <Button
                icon={<HardDriveDownload size={16} aria-hidden />}
                onClick={() => app.ui.open({ kind: 'import', agent: agentId })}
              >
                {t('add.find')}
              </Button>
            </div>
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

const icon = { size: 15, 'aria-hidden': true } as const;

function ScreenMenu({ agent, name, readOnly }: { agent: string; name: string; readOnly: boolean }) {
  const { t } = useTranslation();
  const { ui } = useApp();
  return (
    <Menu
      trigger={
        <IconButton
          look="plain"
          label={t('profiles.menuOfScreen')}
          icon={<Ellipsis size={16} aria-hidden />}
        />
      }
    >
      <MenuItem
        icon={<HardDriveDownload {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'import', agent })}
      >
        {t('profiles.find')}
      </MenuItem>
      <MenuLine />
      <MenuItem
        icon={<UserPlus {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'addAgent' })}
      >
        {t('profiles.addAgent')}
      </MenuItem>
      {agent !== 'main' && (
        <MenuItem
          icon={<UserMinus {...icon} />}
          danger
          disabled={readOnly}
          onSelect={() => ui.open({ kind: 'removeAgent', agent })}
        >
          {t('profiles.removeAgent', { name })}
        </MenuItem>
      )}
    </Menu>
  );
}
