import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { heard } from '#core/say/say.ts';
import { FamiliesSection } from '#renderer/features/families/families-section.tsx';
import { AboutSection } from '#renderer/features/settings/about-section.tsx';
import { AppearanceSection } from '#renderer/features/settings/appearance-section.tsx';
import { GatewaySection } from '#renderer/features/settings/gateway-section.tsx';
import { GeneralSection } from '#renderer/features/settings/general-section.tsx';
import { settingsSections } from '#renderer/features/settings/sections.ts';
import { SecuritySection } from '#renderer/features/settings/security-section.tsx';
import styles from '#renderer/features/settings/settings-screen.module.css';
import { TokensCard } from '#renderer/features/settings/tokens-card.tsx';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useTopic } from '#renderer/state/react.ts';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';
import { Subnav } from '#renderer/ui/subnav.tsx';

const components: Readonly<Record<(typeof settingsSections)[number]['id'], ComponentType>> = {
  general: GeneralSection,
  gateway: GatewaySection,
  tokens: TokensCard,
  security: SecuritySection,
  families: FamiliesSection,
  appearance: AppearanceSection,
  about: AboutSection,
};

export default function SettingsScreen() {
  const { t } = useTranslation();
  const speech = useSpeech();
  const [location] = useLocation();
  const app = useTopic('app');
  const settings = useTopic('settings');
  if (!app || !settings) return <ScreenLoading title={t('screens.settings')} />;
  const section = settingsSections.find(({ path }) => path === location) ?? settingsSections[0];
  const Section = components[section.id];
  return (
    <>
      <PageHeader title={t('screens.settings')} />
      <VaultPanel />
      <div className={styles.columns}>
        <Subnav
          vertical
          label={t('settings.sections')}
          items={settingsSections.map(({ id, path, icon }) => ({
            path,
            icon,
            label: t(`settings.section.${id}`),
          }))}
        />
        <div className={styles.cards}>
          {app.config.error && <ErrorNotice error={app.config.error} live={false} />}
          {app.config.warnings.length > 0 && (
            <Notice tone="warn" title={t('settings.configWarnings')}>
              {app.config.warnings.map((warning) => (
                <p key={warning.message}>{heard(warning, 'message', speech)}</p>
              ))}
            </Notice>
          )}
          <Section />
        </div>
      </div>
    </>
  );
}
