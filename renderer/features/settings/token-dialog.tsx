import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '#core/contract/error.ts';
import type { Budget } from '#core/link/link.ts';
import { amountOf } from '#renderer/features/settings/numbers.ts';
import styles from '#renderer/features/settings/token-dialog.module.css';
import type { NamedToken } from '#renderer/features/settings/tokens-card.tsx';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { Dialog, DialogFooter } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { Select } from '#renderer/ui/select.tsx';

/** A new token, shown this once; or what an existing one may do. */
export default function TokenDialog({ token }: { token?: NamedToken }) {
  const { t } = useTranslation();
  const { host } = useApp();
  const agents = useTopic('profiles')?.agents ?? [];
  const [name, setName] = useState(token?.name ?? '');
  const [agent, setAgent] = useState(token?.agent ?? '');
  const [amounts, setAmounts] = useState({
    warn: String(token?.budget?.warn ?? ''),
    hold: String(token?.budget?.hold ?? ''),
  });
  const [made, setMade] = useState<string>();
  if (made !== undefined) return <Made token={made} />;

  const warn = amountOf(amounts.warn);
  const hold = amountOf(amounts.hold);
  const wrong = warn === undefined || hold === undefined;
  const budget: Budget = { ...(warn ? { warn } : {}), ...(hold ? { hold } : {}) };
  const limited = Object.keys(budget).length > 0;
  return (
    <FormDialog
      title={token ? t('tokens.editTitle', { name: token.name }) : t('tokens.addTitle')}
      description={t('tokens.help')}
      action={token ? t('common.save') : t('tokens.addDo')}
      incomplete={name.trim() === '' || wrong}
      done={token ? t('tokens.saved') : undefined}
      run={async (): Promise<Result<unknown>> => {
        if (token) {
          return host.invoke('tokens.edit', {
            name: token.name,
            agent: agent === '' ? null : agent,
            budget: limited ? budget : null,
          });
        }
        const result = await host.invoke('tokens.add', {
          name: name.trim(),
          ...(agent === '' ? {} : { agent }),
          ...(limited ? { budget } : {}),
        });
        if (result.ok) setMade(result.value.token);
        return result;
      }}
      keepOpen={!token}
    >
      {!token && (
        <Field
          label={t('tokens.name')}
          hint={t('tokens.nameHint')}
          value={name}
          maxLength={64}
          autoFocus
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <div className={styles.line}>
        <span>{t('tokens.agent')}</span>
        <Select
          label={t('tokens.agent')}
          value={agent}
          options={[
            { value: '', label: t('tokens.anyAgent') },
            ...agents.map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={setAgent}
        />
      </div>
      <fieldset className={styles.budget}>
        <legend>{t('tokens.budget')}</legend>
        {(['warn', 'hold'] as const).map((level) => (
          <Field
            key={level}
            label={t(level === 'warn' ? 'settings.budgetWarn' : 'settings.budgetHold')}
            inputMode="decimal"
            placeholder={t('settings.budgetNone')}
            value={amounts[level]}
            aria-invalid={amountOf(amounts[level]) === undefined}
            {...(amountOf(amounts[level]) === undefined ? { hint: t('tokens.amountBad') } : {})}
            onChange={(event) => setAmounts({ ...amounts, [level]: event.target.value })}
          />
        ))}
      </fieldset>
    </FormDialog>
  );
}

/** The only time that the token is on screen; afterwards nobody knows it but the tool that got it. */
function Made({ token }: { token: string }) {
  const { t } = useTranslation();
  const { ui } = useApp();
  return (
    <Dialog title={t('tokens.made')} description={t('tokens.madeBody')} onClose={ui.close}>
      <p className={styles.made}>
        <code>{token}</code>
      </p>
      <DialogFooter>
        <CopyButton wide label={t('tokens.copy')} copy={token} />
        <Button look="primary" onClick={ui.close}>
          {t('common.done')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
