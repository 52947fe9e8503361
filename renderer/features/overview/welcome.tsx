import { HardDriveDownload, KeyRound, Lock, Server, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '#core/attention/attention.ts';
import { AttentionList } from '#renderer/features/overview/attention-list.tsx';
import { GatehouseScene } from '#renderer/features/overview/gatehouse-scene.tsx';
import styles from '#renderer/features/overview/welcome.module.css';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';

/** The first start: what this is in a sentence, and the one thing to do. */
export function Welcome({ attention }: { attention: readonly AttentionItem[] }) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const vault = useTopic('vault');
  const gateway = useTopic('gateway');
  const phase = useGatewayPhase();
  const open = vault?.state === 'ready' || vault?.state === 'checking';
  return (
    <>
      <VaultPanel />
      <AttentionList items={attention} />
      <div className={styles.welcome}>
        <GatehouseScene lit={phase === 'ready' && open} />
        <h1 className={styles.title}>{t('welcome.title')}</h1>
        <p className={styles.body}>{t('welcome.body')}</p>
        <div className={styles.actions}>
          <Button
            look="primary"
            className={styles.action}
            icon={<KeyRound size={16} aria-hidden />}
            disabled={!open}
            onClick={() => ui.open({ kind: 'add', agent: 'main' })}
          >
            {t('welcome.action')}
          </Button>
          <Button
            className={styles.action}
            icon={<HardDriveDownload size={16} aria-hidden />}
            disabled={!open}
            onClick={() => ui.open({ kind: 'import', agent: 'main' })}
          >
            {t('welcome.found')}
          </Button>
        </div>
        <p className={styles.hint}>
          {open ? (
            <span className={styles.keys}>
              {t('welcome.hint')} <Kbd keys={['mod', 'K']} />
            </span>
          ) : (
            t('welcome.closed')
          )}
        </p>
        <ul className={styles.facts}>
          <li>
            <Lock size={16} aria-hidden />
            {open ? t('welcome.keys') : t('welcome.keysClosed')}
          </li>
          <li>
            <Server size={16} aria-hidden />
            {t(phase === 'ready' ? 'welcome.gatewayReady' : 'welcome.gateway', {
              address: gateway?.endpoint ?? '',
            })}
          </li>
          <li>
            <WifiOff size={16} aria-hidden />
            {t('welcome.quiet')}
          </li>
        </ul>
      </div>
    </>
  );
}
