import { Contrast, MonitorCog, Moon, Sun } from 'lucide-react';
import { Switch } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { MirrorsCard } from '#renderer/features/settings/mirrors-card.tsx';
import { PlacesCard } from '#renderer/features/settings/places-card.tsx';
import styles from '#renderer/features/settings/settings-screen.module.css';
import { VaultCard } from '#renderer/features/settings/vault-card.tsx';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { themes } from '#renderer/lib/theme.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';

const themeIcons = { system: MonitorCog, light: Sun, dark: Moon, contrast: Contrast } as const;

export default function SettingsScreen() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const app = useTopic('app');
  const gateway = useTopic('gateway');
  const theme = useStore(ui.store, (state) => state.theme);
  const singleKeys = useStore(ui.store, (state) => state.singleKeys);
  return (
    <>
      <PageHeader title={t('screens.settings')} />
      <VaultPanel />
      <div className={styles.cards}>
        {app?.config.error && <ErrorNotice error={app.config.error} live={false} />}
        {app && app.config.warnings.length > 0 && (
          <Notice tone="warn" title={t('settings.configWarnings')}>
            {app.config.warnings.map((warning) => (
              <p key={warning}>{warning}</p>
            ))}
          </Notice>
        )}
        <Card title={t('settings.appearance')}>
          <Row name={t('settings.theme')} help={t('settings.themeHelp')}>
            <Segmented
              label={t('settings.theme')}
              value={theme}
              options={themes.map((value) => {
                const Icon = themeIcons[value];
                return { value, label: t(`settings.themes.${value}`), icon: <Icon size={15} aria-hidden /> };
              })}
              onChange={ui.setTheme}
            />
          </Row>
          <Row name={t('settings.singleKeys')} help={t('settings.singleKeysHelp')}>
            <Button size="sm" look="ghost" onClick={() => ui.open({ kind: 'shortcuts' })}>
              {t('settings.showShortcuts')}
            </Button>
            <Switch.Root
              className={styles.switch}
              checked={singleKeys}
              onCheckedChange={ui.setSingleKeys}
              aria-label={t('settings.singleKeys')}
            >
              <Switch.Thumb className={styles.thumb} />
            </Switch.Root>
          </Row>
        </Card>
        <VaultCard />
        <MirrorsCard />
        <PlacesCard />
        <Card title={t('settings.about')}>
          {app && (
            <>
              <Row name={t('settings.version')}>
                <span>
                  Gatehouse {app.version} · {t(`settings.face.${app.face}`)}
                </span>
              </Row>
              <PathRow name={t('settings.stateDir')} path={app.stateDir} />
              <PathRow name={t('settings.config')} path={app.config.path} />
            </>
          )}
          {gateway && <PathRow name={t('settings.log')} path={gateway.logPath} />}
        </Card>
      </div>
    </>
  );
}

function Row({ name, help, children }: { name: string; help?: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <p>{name}</p>
        {help && <p className={styles.help}>{help}</p>}
      </div>
      <div className={styles.value}>{children}</div>
    </div>
  );
}

function PathRow({ name, path }: { name: string; path: string }) {
  const { t } = useTranslation();
  return (
    <Row name={name}>
      <code className={styles.path}>{path}</code>
      <CopyButton label={t('settings.copyPath', { name })} copy={path} />
    </Row>
  );
}
