import { KeySquare, Pencil, Plus, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { CallOutput } from '#core/contract/calls.ts';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/settings/security.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { money } from '#renderer/lib/format.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

export type NamedToken = CallOutput<'tokens.list'>['tokens'][number];

/** The main token, and one for each tool that shall be told apart. */
export function TokensCard() {
  const { t, i18n } = useTranslation();
  const { ui, host } = useApp();
  const actions = useActions();
  const access = useTopic('gateway')?.access;
  const dialog = useStore(ui.store, (state) => state.dialog);
  const [tokens, setTokens] = useState<readonly NamedToken[]>();
  const [error, setError] = useState<CallError>();
  // Whatever a dialog did is seen when it closes.
  const closed = dialog === undefined;
  useEffect(() => {
    if (!closed) return;
    let gone = false;
    void host.invoke('tokens.list', {}).then((result) => {
      if (gone) return;
      setError(result.ok ? undefined : result.error);
      if (result.ok) setTokens(result.value.tokens);
    });
    return () => {
      gone = true;
    };
  }, [host, closed]);
  const says = ({ agent, budget }: NamedToken) =>
    [
      agent === undefined ? t('tokens.anyAgent') : t('tokens.onlyAgent', { agent }),
      budget?.warn === undefined ? '' : t('tokens.warnAt', { amount: money(budget.warn, i18n.language) }),
      budget?.hold === undefined ? '' : t('tokens.holdAt', { amount: money(budget.hold, i18n.language) }),
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <Card
      title={t('settings.section.tokens')}
      aside={
        <Button
          size="sm"
          look="ghost"
          icon={<Plus size={14} aria-hidden />}
          onClick={() => ui.open({ kind: 'token' })}
        >
          {t('tokens.add')}
        </Button>
      }
    >
      <p className={styles.lead}>{t('tokens.help')}</p>
      {error && <ErrorNotice error={error} />}
      {!tokens && !error && <Skeleton />}
      <ul>
        {access === 'token' && (
          <li className={styles.item}>
            <KeySquare size={17} aria-hidden />
            <div className={styles.words}>
              <p>{t('tokens.main')}</p>
              <p className={styles.detail}>{t('tokens.anyAgent')}</p>
            </div>
            <div className={styles.side}>
              <CopyButton wide label={t('gateway.copyToken')} copy={actions.copyToken} />
            </div>
          </li>
        )}
        {tokens?.map((token) => (
          <li key={token.name} className={styles.item}>
            <KeySquare size={17} aria-hidden />
            <div className={styles.words}>
              <p className={styles.path}>{token.name}</p>
              <p className={styles.detail}>{says(token)}</p>
            </div>
            <div className={styles.side}>
              <IconButton
                size="sm"
                label={t('tokens.edit', { name: token.name })}
                icon={<Pencil size={14} aria-hidden />}
                onClick={() => ui.open({ kind: 'token', token })}
              />
              <IconButton
                size="sm"
                label={t('tokens.remove', { name: token.name })}
                icon={<Trash2 size={14} aria-hidden />}
                onClick={() => ui.open({ kind: 'removeToken', name: token.name })}
              />
            </div>
          </li>
        ))}
      </ul>
      {tokens?.length === 0 && <p className={styles.foot}>{t('tokens.empty')}</p>}
    </Card>
  );
}
