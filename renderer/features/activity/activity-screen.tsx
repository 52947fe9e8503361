import { ChartColumn, List, Waypoints } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { FailoverView } from '#renderer/features/activity/failover-view.tsx';
import { RequestsView } from '#renderer/features/activity/requests-view.tsx';
import { UsageView } from '#renderer/features/activity/usage-view.tsx';
import { useTopic } from '#renderer/state/react.ts';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';
import { Subnav } from '#renderer/ui/subnav.tsx';

/** What was asked, what it cost, and who stood in for whom. */
export default function ActivityScreen() {
  const { t } = useTranslation();
  const [location] = useLocation();
  const spoken = useTopic('activity') !== undefined;
  if (!spoken) return <ScreenLoading title={t('screens.activity')} />;
  return (
    <>
      <PageHeader title={t('screens.activity')}>
        <p>{t('activity.sub')}</p>
      </PageHeader>
      <Subnav
        label={t('activity.views')}
        items={[
          { path: '/activity', label: t('activity.view.requests'), icon: List },
          { path: '/activity/usage', label: t('activity.view.usage'), icon: ChartColumn },
          { path: '/activity/failovers', label: t('activity.view.failover'), icon: Waypoints },
        ]}
      />
      {location === '/activity/usage' ? (
        <UsageView />
      ) : location === '/activity/failovers' ? (
        <FailoverView />
      ) : (
        <RequestsView />
      )}
    </>
  );
}
