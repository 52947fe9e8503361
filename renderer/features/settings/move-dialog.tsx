import { CircleCheck } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/settings/move-dialog.module.css';
import { moveTarget, passphraseProblem, type VaultPlace } from '#renderer/features/settings/move-target.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Check } from '#renderer/ui/check.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { Dialog, DialogFooter } from '#renderer/ui/dialog.tsx';
import { SecretField } from '#renderer/ui/field.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';

type State = { state: 'asking'; error?: CallError } | { state: 'moving' } | { state: 'done'; moved: number };

/** Another place for all secrets: what it means first, then the move, then what came of it. */
export default function MoveDialog() {
  const { t } = useTranslation();
  const { vault, ui } = useApp();
  const status = useTopic('vault');
  const inFile = status?.level === 'encrypted_file';
  const [to, setTo] = useState<VaultPlace>(inFile ? 'keychain' : 'passphrase');
  const [consent, setConsent] = useState(false);
  const [problem, setProblem] = useState<'short' | 'differs' | 'empty' | undefined>('empty');
  const [shown, setShown] = useState<State>({ state: 'asking' });
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);

  const check = () => setProblem(passphraseProblem(first.current?.value ?? '', second.current?.value ?? ''));
  async function submit(event: FormEvent) {
    event.preventDefault();
    const target = moveTarget(to, first.current?.value ?? '');
    setShown({ state: 'moving' });
    const result = await vault.move(target);
    setShown(
      result.ok ? { state: 'done', moved: result.value.moved } : { state: 'asking', error: result.error },
    );
  }
  const ready = to === 'keychain' || (consent && (to === 'key_file' || problem === undefined));
  const here = <Badge tone="quiet">{t('move.here')}</Badge>;
  return (
    <Dialog
      title={t('move.title')}
      description={shown.state === 'asking' ? t('move.body') : undefined}
      // Nothing can be stopped half-way, and nothing is lost by looking away.
      onClose={shown.state === 'moving' ? () => undefined : ui.close}
    >
      {shown.state === 'moving' && (
        <div className={styles.moving} role="status">
          <p className={styles.total}>
            <Spinner size={17} /> {t('move.doing')}
          </p>
          <p className={styles.detail}>{t('move.doingBody')}</p>
        </div>
      )}
      {shown.state === 'done' && (
        <>
          <div className={styles.moving} role="status">
            <p className={styles.total} data-tone="good">
              <CircleCheck size={17} aria-hidden /> {t('move.done', { count: shown.moved })}
            </p>
            <p className={styles.detail}>{t('move.doneBody', { backend: status?.backend ?? '' })}</p>
          </div>
          <DialogFooter>
            <Button look="primary" autoFocus onClick={ui.close}>
              {t('common.done')}
            </Button>
          </DialogFooter>
        </>
      )}
      {shown.state === 'asking' && (
        <form onSubmit={submit} autoComplete="off" className={styles.form}>
          <Choice
            label={t('move.to')}
            value={to}
            options={[
              {
                value: 'keychain',
                title: t('move.keychain'),
                help: t('move.keychainHelp'),
                disabled: !inFile,
                ...(inFile ? {} : { badge: here }),
              },
              { value: 'passphrase', title: t('move.passphrase'), help: t('move.passphraseHelp') },
              { value: 'key_file', title: t('move.key_file'), help: t('move.key_fileHelp') },
            ]}
            onChange={(next) => {
              setTo(next);
              setConsent(false);
            }}
          />
          {to === 'passphrase' && (
            <>
              <SecretField
                ref={first}
                name="gatehouse-passphrase"
                label={t('vault.passphrase')}
                hint={problem === 'short' ? t('move.short') : undefined}
                onChange={check}
              />
              <SecretField
                ref={second}
                name="gatehouse-passphrase-again"
                label={t('vault.passphraseAgain')}
                hint={problem === 'differs' ? t('vault.differs') : undefined}
                onChange={check}
              />
            </>
          )}
          {to !== 'keychain' && (
            <Check checked={consent} onChange={setConsent}>
              {t(to === 'passphrase' ? 'move.consentPassphrase' : 'move.consentKey')}
            </Check>
          )}
          {shown.error && (
            <>
              <p className={styles.detail}>
                <strong>{t('move.failed')}.</strong> {t('move.failedBody')}
              </p>
              <ErrorNotice error={shown.error} />
            </>
          )}
          <DialogFooter>
            <Button onClick={ui.close}>{t('common.cancel')}</Button>
            <Button type="submit" look="primary" disabled={!ready}>
              {t('move.do')}
            </Button>
          </DialogFooter>
        </form>
      )}
    </Dialog>
  );
}
