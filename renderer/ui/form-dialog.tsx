import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError, Result } from '#core/contract/error.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog, DialogFooter } from '#renderer/ui/dialog.tsx';
import styles from '#renderer/ui/form-dialog.module.css';
import { ErrorNotice } from '#renderer/ui/notice.tsx';

interface FormDialogProps<T> {
  title: string;
  description?: ReactNode;
  /** The word of the button that does it. */
  action: string;
  /** While it is at work. */
  working?: string;
  danger?: boolean;
  /** For lists. */
  wide?: boolean;
  /** Enter does it at once. */
  focusAction?: boolean;
  /** Something is missing: it cannot be done yet. */
  incomplete?: boolean;
  /** One call of the contract; undefined when what was entered needs none. */
  run: (data: FormData) => Promise<Result<T> | undefined>;
  /** Told at the edge after the dialog has closed. */
  done?: string | undefined;
  onDone?: (value: T | undefined) => void;
  /** Something is still to be shown in its place. */
  keepOpen?: boolean;
  children?: ReactNode;
}

/** A dialog that asks, does one thing, and closes; when it fails it stays, with what was entered and the reason. */
export function FormDialog<T>(props: FormDialogProps<T>) {
  const { title, description, action, working, danger = false, incomplete = false, children } = props;
  const { t } = useTranslation();
  const { ui, toasts } = useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy || incomplete) return;
    setBusy(true);
    setError(undefined);
    const result = await props.run(new FormData(event.currentTarget));
    setBusy(false);
    if (result && !result.ok) return setError(result.error);
    if (props.done) toasts.show({ tone: 'good', title: props.done });
    if (!props.keepOpen) ui.close();
    props.onDone?.(result?.value);
  }

  return (
    <Dialog wide={props.wide ?? false} title={title} description={description} onClose={ui.close}>
      <form onSubmit={submit} autoComplete="off" className={styles.form}>
        {children}
        {error && <ErrorNotice error={error} />}
        <DialogFooter>
          <Button onClick={ui.close}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            look={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={incomplete}
            autoFocus={props.focusAction ?? false}
          >
            {busy && working ? working : action}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
