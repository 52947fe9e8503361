import { CircleCheck, Info, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import { useErrorWords } from '#renderer/ui/error-words.ts';
import styles from '#renderer/ui/notice.module.css';

export type NoticeTone = 'good' | 'info' | 'warn' | 'bad';
const icons = { good: CircleCheck, info: Info, warn: TriangleAlert, bad: OctagonX } as const;

interface NoticeProps {
  tone: NoticeTone;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  icon?: ReactNode;
  /** Announce it when it appears. */
  live?: boolean;
}

export function Notice({ tone, title, children, actions, icon, live = false }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div
      className={styles.notice}
      data-tone={tone}
      role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}
    >
      <span className={styles.icon}>{icon ?? <Icon size={18} aria-hidden />}</span>
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {children && <div className={styles.body}>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** An error of a call: what happened, why, what to do, and the code to search for. */
export function ErrorNotice({
  error,
  actions,
  live = true,
}: {
  error: CallError;
  actions?: ReactNode;
  live?: boolean;
}) {
  const words = useErrorWords()(error);
  return (
    <Notice tone="bad" title={words.title} live={live} actions={actions}>
      <p>
        {words.what} {words.why}
      </p>
      <p>{words.todo}</p>
      <ErrorCode code={words.code} {...(error.where === undefined ? {} : { where: error.where })} />
    </Notice>
  );
}

export function ErrorCode({ code, where }: { code: string; where?: string }) {
  const { t } = useTranslation();
  return (
    <p className={styles.code}>
      <span className="visually-hidden">{t('common.code')} </span>
      <code>{code}</code>
      {where && (
        <>
          {' · '}
          <code>{where}</code>
        </>
      )}
    </p>
  );
}
