import { Ellipsis, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { isAt, screens } from '#renderer/features/registry.ts';
import styles from '#renderer/features/shell/rail.module.css';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { phaseTone } from '#renderer/state/gateway.ts';
import { useApp, useConnected, useTopic } from '#renderer/state/react.ts';
import { GateMark } from '#renderer/ui/gate-mark.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Menu, MenuItem } from '#renderer/ui/menu.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

/** On a phone there is room for these; the others are behind "More". */
const firstOnPhone: ReadonlySet<string> = new Set(['overview', 'profiles', 'activity']);

export function Rail() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const [location, navigate] = useLocation();
  const phase = useGatewayPhase();
  const connected = useConnected();
  const endpoint = useTopic('gateway')?.endpoint;
  const elsewhere = screens.some((screen) => !firstOnPhone.has(screen.id) && isAt(screen, location));
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
            {screens.map((screen) => {
              const { id, path, icon: Icon } = screen;
              return (
                <li key={id} data-first={firstOnPhone.has(id)}>
                  <Link
                    href={path}
                    className={styles.entry}
                    aria-current={isAt(screen, location) ? 'page' : undefined}
                  >
                    <Icon size={17} aria-hidden />
                    <span className={styles.entryWord}>{t(`screens.${id}`)}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        </nav>
        <div className={styles.more}>
          <Menu
            trigger={
              <button type="button" className={styles.entry} data-current={elsewhere}>
                <Ellipsis size={17} aria-hidden />
                <span className={styles.entryWord}>{t('shell.more')}</span>
              </button>
            }
          >
            {screens
              .filter(({ id }) => !firstOnPhone.has(id))
              .map(({ id, path, icon: Icon }) => (
                <MenuItem key={id} icon={<Icon size={16} aria-hidden />} onSelect={() => navigate(path)}>
                  {t(`screens.${id}`)}
                </MenuItem>
              ))}
          </Menu>
        </div>
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
