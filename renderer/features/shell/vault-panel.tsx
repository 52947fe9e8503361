import { Lock, LockOpen, RefreshCw, ShieldAlert, ShieldOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { heard } from '#core/say/say.ts';
import { unlockHelps } from '#core/secret/unlock-helps.ts';
import { PassphraseForm } from '#renderer/features/shell/passphrase-form.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import styles from '#renderer/features/shell/vault-panel.module.css';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { wantsPassphrase } from '#renderer/state/vault.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { ErrorCode } from '#renderer/ui/notice.tsx';

const icons = { locked: Lock, unavailable: ShieldOff, refused: ShieldAlert } as const;

/** A vault that does not answer comes first on the screen: what, why, and the way out. Nothing when all is well. */
export function VaultPanel() {
  const { t } = useTranslation();
  const speech = useSpeech();
  const app = useApp();
  const vault = useTopic('vault');
  const platform = useTopic('app')?.platform ?? 'linux';
  const actions = useActions();
  const doing = useStore(app.vault.busy, (busy) => busy.doing);
  if (!vault || vault.state === 'ready' || vault.state === 'checking') return null;
  const Icon = icons[vault.state];
  const file = vault.level === 'encrypted_file';
  const asks = wantsPassphrase(vault);
  const unlock = unlockHelps(vault) && !asks;
  const words = file && vault.state === 'locked' ? 'lockedFile' : vault.state;
  return (
    <section className={styles.panel} aria-labelledby="vault-title" data-state={vault.state}>
      <span className={styles.icon}>
        <Icon size={22} aria-hidden />
      </span>
      <div className={styles.words}>
        <h2 id="vault-title" className={styles.title}>
          {t(`vault.panel.${words}.title`, { backend: vault.backend })}
        </h2>
        <p>{heard(vault, 'message', speech)}</p>
        <p className={styles.muted}>
          {t(`vault.panel.${words}.body`)} {heard(vault, 'hint', speech)}
        </p>
        {asks && <PassphraseForm />}
        <div className={styles.actions}>
          {unlock && (
            <Button
              look="primary"
              icon={<LockOpen size={15} aria-hidden />}
              busy={doing === 'unlock'}
              onClick={() => actions.vault('unlock')}
            >
              {t(file ? 'vault.unlockFile' : 'vault.unlock')}
            </Button>
          )}
          <Button
            look={unlock || asks ? 'plain' : 'primary'}
            icon={<RefreshCw size={15} aria-hidden />}
            busy={doing === 'check'}
            onClick={() => actions.vault('check')}
          >
            {t('vault.check')}
          </Button>
        </div>
        {!file && (
          <details className={styles.ways}>
            <summary>{t('vault.ways.title')}</summary>
            <Ways platform={platform} />
          </details>
        )}
        <ErrorCode code={`vault_${vault.state} · ${vault.reason}`} />
      </div>
    </section>
  );
}

const commands = {
  install: 'sudo apt install gnome-keyring libsecret-1-0',
  session: "dbus-run-session -- sh -c 'gnome-keyring-daemon --unlock && gatehouse ui'",
} as const;

function Ways({ platform }: { platform: 'darwin' | 'linux' | 'win32' }) {
  const { t } = useTranslation();
  if (platform !== 'linux') {
    return <p>{t(platform === 'darwin' ? 'vault.ways.darwin' : 'vault.ways.win32')}</p>;
  }
  return (
    <ul className={styles.steps}>
      {(['install', 'session'] as const).map((way) => (
        <li key={way}>
          {t(`vault.ways.${way}`)}
          <span className={styles.command}>
            <code>{commands[way]}</code>
            <CopyButton label={t('common.copyCommand')} copy={commands[way]} />
          </span>
        </li>
      ))}
      <li>{t('vault.ways.keyless')}</li>
    </ul>
  );
}
