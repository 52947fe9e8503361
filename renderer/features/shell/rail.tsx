import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { screens } from '#renderer/features/registry.ts';
import styles from '#renderer/features/shell/rail.module.css';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { phaseTone } from '#renderer/state/gateway.ts';
import { useApp, useConnected, useTopic } from '#renderer/state/react.ts';
import { GateMark } from '#renderer/ui/gate-mark.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

export function Rail() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const [location] = useLocation();
  const phase = useGatewayPhase();
  const connected = useConnected();
  const endpoint = useTopic('gateway')?.endpoint;
  return (
    <header className={styles.rail}>
      <div className={styles.inner}>
        <div className={styles.brand}>
          <GateMark size={26} lit={connected && phase === 'ready'} />
          <span className={styles.word}>Gatehouse</span>
        </div>
        <button
          type="button"
          className={styles.search}
          onClick={() => ui.setPalette(true)}
          aria-label={t('palette.open')}
        >
          <Search size={15} aria-hidden />
          <span className={styles.searchWord}>{t('palette.short')}</span>
          <Kbd keys={['mod', 'K']} />
        </button>
        <nav aria-label={t('shell.navigation')} className={styles.nav}>
          <ul>
            {screens.map(({ id, path, icon: Icon }) => (
              <li key={id}>
                <Link
                  href={path}
                  className={styles.entry}
                  aria-current={location === path ? 'page' : undefined}
                >
                  <Icon size={17} aria-hidden />
                  <span className={styles.entryWord}>{t(`screens.${id}`)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        {phase && (
          <div className={styles.status}>
            <StateIcon tone={connected ? phaseTone[phase] : 'off'} />
            <span className={styles.statusWords}>
              <span>{connected ? t(`gateway.phase.${phase}`) : t('offline.short')}</span>
              {endpoint && <span className={styles.address}>{endpoint.replace(/^https?:\/\//, '')}</span>}
            </span>
          </div>
        )}
      </div>
    </header>
  );
}
