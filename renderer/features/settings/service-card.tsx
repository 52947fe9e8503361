import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceStatus } from '#core/contract/calls/gateway.ts';
import type { CallError } from '#core/contract/error.ts';
import { Row } from '#renderer/features/settings/row.tsx';
import styles from '#renderer/features/settings/security.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

/** The gateway as a service of the session: it outlives the app, which then attaches to it. */
export function ServiceCard() {
  const { t } = useTranslation();
  const { host } = useApp();
  const actions = useActions();
  const state = useTopic('gateway')?.observed.state;
  const [service, setService] = useState<ServiceStatus>();
  const [error, setError] = useState<CallError>();
  const [busy, setBusy] = useState(false);
  const look = useCallback(async () => {
    const result = await host.invoke('gateway.service', {});
    if (result.ok) setService(result.value);
    setError(result.ok ? undefined : result.error);
  }, [host]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state of the gateway is the reason to look again.
  useEffect(() => {
    void look();
  }, [look, state]);
  async function change(name: 'gateway.installService' | 'gateway.uninstallService') {
    setBusy(true);
    const done = t(name === 'gateway.installService' ? 'settings.serviceDone' : 'settings.serviceGone');
    const next = await actions.call(name, {}, done);
    if (next) setService(next);
    setBusy(false);
  }
  return (
    <Card title={t('settings.serviceTitle')}>
      {error && <ErrorNotice error={error} live={false} />}
      {!service && !error && <Skeleton rows={1} />}
      {service && (
        <Row name={t('settings.service')} help={service.note ?? t('settings.serviceHelp')}>
          {service.installed && (
            <Badge tone={service.running ? 'good' : 'quiet'}>
              {t(service.running ? 'settings.serviceRunning' : 'settings.serviceInstalled')}
            </Badge>
          )}
          {service.enabled && <Badge tone="quiet">{t('settings.serviceAtLogin')}</Badge>}
          {service.kind !== 'none' && (
            <Button
              size="sm"
              busy={busy}
              onClick={() =>
                void change(service.installed ? 'gateway.uninstallService' : 'gateway.installService')
              }
            >
              {t(service.installed ? 'settings.serviceUninstall' : 'settings.serviceInstall')}
            </Button>
          )}
        </Row>
      )}
      {service?.where && (
        <p className={styles.foot}>
          <code className={styles.path}>{service.where}</code>
        </p>
      )}
    </Card>
  );
}
