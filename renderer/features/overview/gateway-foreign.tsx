import { Link2, Unplug, Wand2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GatewayState } from '#core/supervisor/state.ts';
import styles from '#renderer/features/overview/gateway-card.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';

type Foreign = Extract<GatewayState, { state: 'foreign' }>;

/** Somebody else has the port: who it is, and the ways out. Nothing of theirs is ended from here. */
export function GatewayForeign({ foreign }: { foreign: Foreign }) {
  const { t } = useTranslation();
  const actions = useActions();
  const [busy, setBusy] = useState<'attach' | 'port'>();
  const { holder } = foreign;
  async function attach() {
    setBusy('attach');
    await actions.call('gateway.attach', {});
    setBusy(undefined);
  }
  async function otherPort() {
    setBusy('port');
    const free = await actions.call('gateway.freePort', {});
    if (free) await actions.call('gateway.setPort', free, t('foreign.moved', { port: free.port }));
    setBusy(undefined);
  }
  return (
    <>
      <details className={styles.output}>
        <summary>{t('foreign.look')}</summary>
        <dl className={styles.holder}>
          <dt>{t('foreign.process')}</dt>
          <dd>
            {holder.name ?? t('foreign.unknown')}
            {holder.pid !== undefined && ` (${holder.pid})`}
          </dd>
          {holder.command && (
            <>
              <dt>{t('foreign.command')}</dt>
              <dd>
                <code>{holder.command}</code>
              </dd>
            </>
          )}
          {holder.since !== undefined && (
            <>
              <dt>{t('foreign.since')}</dt>
              <dd>
                <RelativeTime at={holder.since} />
              </dd>
            </>
          )}
          {holder.service && (
            <>
              <dt>{t('foreign.service')}</dt>
              <dd>
                <code>{holder.service}</code>
              </dd>
            </>
          )}
          <dt>{t('foreign.answers')}</dt>
          <dd>{t(holder.gateway ? 'foreign.isGateway' : 'foreign.isOther')}</dd>
        </dl>
      </details>
      <div className={styles.ways}>
        {holder.gateway && (
          <Button
            look="primary"
            icon={<Link2 size={15} aria-hidden />}
            busy={busy === 'attach'}
            onClick={() => void attach()}
          >
            {t('foreign.attach')}
          </Button>
        )}
        <Button
          look={holder.gateway ? 'plain' : 'primary'}
          icon={<Wand2 size={15} aria-hidden />}
          busy={busy === 'port'}
          onClick={() => void otherPort()}
        >
          {t('foreign.otherPort')}
        </Button>
      </div>
      <p className={styles.note}>
        <Unplug size={14} aria-hidden />
        {t('foreign.left')}
      </p>
    </>
  );
}
