import { ArrowRightLeft, Lock, LockOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/settings/security.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { wantsPassphrase } from '#renderer/state/vault.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';

/** Where secrets are kept, whether it is open, and the panic button. */
export function VaultCard() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useActions();
  const vault = useTopic('vault');
  const stored = useTopic('profiles')?.agents.flatMap((agent) => agent.profiles) ?? [];
  if (!vault) return null;
  const held = stored.filter(({ place }) => place === vault.level).length;
  const open = vault.state === 'ready';
  return (
    <Card title={t('security.title')}>
      <div className={styles.item}>
        <Lock size={17} aria-hidden />
        <div className={styles.words}>
          <p>{vault.backend}</p>
          <p className={styles.detail}>
            {t(`security.levelHelp.${vault.level}`)} {t('secrets.inVault', { count: held })}
          </p>
        </div>
        <Badge tone={open ? 'good' : vault.state === 'checking' ? 'quiet' : 'warn'}>
          {t(`vault.state.${vault.state}`)}
        </Badge>
      </div>
      <div className={styles.buttons}>
        {open ? (
          <Button icon={<Lock size={15} aria-hidden />} onClick={() => ui.open({ kind: 'lockVault' })}>
            {t('security.lock')}
          </Button>
        ) : (
          !wantsPassphrase(vault) && (
            <Button icon={<LockOpen size={15} aria-hidden />} onClick={() => actions.vault('unlock')}>
              {t(vault.level === 'keychain' ? 'vault.unlock' : 'vault.unlockFile')}
            </Button>
          )
        )}
        <Button
          icon={<ArrowRightLeft size={15} aria-hidden />}
          disabled={!open}
          onClick={() => ui.open({ kind: 'moveVault' })}
        >
          {t('security.move')}
        </Button>
      </div>
    </Card>
  );
}
