import { ScanSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { Catalog } from '#renderer/features/models/catalog.tsx';
import styles from '#renderer/features/models/models-screen.module.css';
import { Names } from '#renderer/features/models/names.tsx';
import { Roles } from '#renderer/features/models/roles.tsx';
import { ScanResult } from '#renderer/features/models/scan-result.tsx';
import { Simulator } from '#renderer/features/models/simulator.tsx';
import { useCatalog } from '#renderer/features/models/use-catalog.ts';
import { AgentBar } from '#renderer/features/profiles/agent-bar.tsx';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';
import { Subnav } from '#renderer/ui/subnav.tsx';

const parts = ['roles', 'catalog', 'simulator', 'names'] as const;
const pathOf = (part: (typeof parts)[number]) => (part === 'roles' ? '/models' : `/models/${part}`);

/** Which models an agent uses, what there is, and why a request goes where it goes. */
export default function ModelsScreen() {
  const { t } = useTranslation();
  const app = useApp();
  const [location] = useLocation();
  const models = useTopic('models');
  const profiles = useTopic('profiles');
  const config = useTopic('app')?.config;
  const chosen = useStore(app.ui.store, (state) => state.agent);
  const scanning = useStore(app.models.extra, ({ scan }) => scan.state === 'running');
  const agents = models?.agents.map(({ id, name }) => ({ id, name: name ?? id })) ?? [];
  const agent = agents.find(({ id }) => id === chosen)?.id ?? agents[0]?.id ?? 'main';
  const catalog = useCatalog(agent);
  if (!models || !profiles) return <ScreenLoading title={t('screens.models')} />;

  const part = parts.find((one) => location === pathOf(one)) ?? 'roles';
  // Roles lie in the config, and nothing is written to one that cannot be read.
  const readOnly = config?.error !== undefined;
  const shared = { agent, models, catalog: catalog?.models, readOnly };
  return (
    <>
      <PageHeader
        title={t('screens.models')}
        actions={
          <Button
            icon={<ScanSearch size={16} aria-hidden />}
            busy={scanning}
            onClick={() => void app.models.scan(agent)}
          >
            {t(scanning ? 'models.scan.running' : 'models.scan.start')}
          </Button>
        }
      >
        <p>{t('models.intro')}</p>
      </PageHeader>
      <VaultPanel />
      {config?.error && (
        <div className={styles.notice}>
          <ErrorNotice error={config.error} live={false} />
        </div>
      )}
      <ScanResult agent={agent} />
      <AgentBar agents={agents} chosen={agent} readOnly={readOnly} />
      <Subnav
        label={t('models.parts')}
        items={parts.map((one) => ({ path: pathOf(one), label: t(`models.part.${one}`) }))}
      />
      {part === 'roles' && <Roles {...shared} />}
      {part === 'catalog' && <Catalog {...shared} error={catalog?.error} />}
      {part === 'simulator' && <Simulator {...shared} />}
      {part === 'names' && <Names {...shared} />}
    </>
  );
}
