import { FileKey2, FileWarning, Lock, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/settings/secrets-card.module.css';
import { useTopic } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Card } from '#renderer/ui/card.tsx';

/** Every place where a secret lies, or is pointed at. */
export function SecretsCard() {
  const { t } = useTranslation();
  const vault = useTopic('vault');
  const profiles = useTopic('profiles');
  const stored = profiles?.agents.flatMap((agent) => agent.profiles) ?? [];
  const inVault = stored.filter(({ place }) => place === 'keychain' || place === 'encrypted_file').length;
  const good = vault?.state === 'ready';
  return (
    <Card title={t('secrets.title')}>
      <ul className={styles.places}>
        {vault && (
          <li className={styles.place}>
            <Lock size={17} aria-hidden />
            <div className={styles.words}>
              <p>{vault.backend}</p>
              <p className={styles.detail}>
                {t(`vault.level.${vault.level}`)} · {t('secrets.inVault', { count: inVault })}
              </p>
            </div>
            <Badge tone={good ? 'good' : vault.state === 'checking' ? 'quiet' : 'warn'}>
              {t(`vault.state.${vault.state}`)}
            </Badge>
          </li>
        )}
        {profiles?.mirrors.map((mirror) => {
          const plain = mirror.mode === 'plain';
          const Icon = mirror.error ? FileWarning : plain ? FileKey2 : ShieldCheck;
          return (
            <li key={mirror.path} className={styles.place}>
              <Icon size={17} aria-hidden />
              <div className={styles.words}>
                <p className={styles.path}>
                  <code>{mirror.path}</code>
                </p>
                <p className={styles.detail}>
                  {mirror.error
                    ? mirror.error.message
                    : t(`secrets.mode.${mirror.mode}`, { agent: mirror.agent })}
                </p>
              </div>
              <Badge tone={mirror.error ? 'bad' : plain ? 'warn' : 'good'}>
                {t(mirror.error ? 'secrets.unreadable' : `secrets.badge.${mirror.mode}`)}
              </Badge>
            </li>
          );
        })}
      </ul>
      <p className={styles.foot}>{t('secrets.foot')}</p>
    </Card>
  );
}
