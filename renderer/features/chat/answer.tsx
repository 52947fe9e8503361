import { ChevronRight, RotateCcw, Square } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatMessage } from '#core/contract/calls/chat.ts';
import styles from '#renderer/features/chat/answer.module.css';
import { count, latency, money } from '#renderer/lib/format.ts';
import { modelName } from '#renderer/state/models.ts';
import { useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';

/** Comes with the first answer, which is read as plain text until then. */
const Markdown = lazy(() => import('#renderer/features/chat/markdown.tsx'));

interface AnswerProps {
  message: ChatMessage;
  /** Sends the question again; only for the last answer. */
  onRetry?: (() => void) | undefined;
}

/** What came back, and why from there. */
export function Answer({ message, onRetry }: AnswerProps) {
  const { t } = useTranslation();
  const { text, state, error } = message;
  const again = onRetry && (
    <Button size="sm" icon={<RotateCcw size={14} aria-hidden />} onClick={onRetry}>
      {t('common.retry')}
    </Button>
  );
  return (
    <article className={styles.answer} aria-label={t('chat.answer')} aria-busy={state === 'streaming'}>
      {text !== '' && (
        <Suspense fallback={<p className={styles.plain}>{text}</p>}>
          <Markdown text={text} />
        </Suspense>
      )}
      {state === 'streaming' && text === '' && <p className={styles.thinking}>{t('chat.thinking')}</p>}
      {state === 'stopped' && (
        <p className={styles.stopped}>
          <Square size={12} aria-hidden /> {t('chat.stopped')} {again}
        </p>
      )}
      {state === 'failed' && error && <ErrorNotice error={error} live={false} actions={again} />}
      {state !== 'streaming' && text !== '' && (
        <footer className={styles.foot}>
          <Why why={message.why} />
          <CopyButton label={t('chat.copyAnswer')} copy={text} />
        </footer>
      )}
    </article>
  );
}

/** One line that opens: model, credential, time, tokens, cost, and what was tried before. */
function Why({ why }: { why: ChatMessage['why'] }) {
  const { t, i18n } = useTranslation();
  const models = useTopic('models');
  const [open, setOpen] = useState(false);
  const locale = i18n.language;
  if (why?.model === undefined) return <span className={styles.author}>{t('chat.byGateway')}</span>;
  const tokens =
    why.inputTokens === undefined && why.outputTokens === undefined
      ? undefined
      : t('chat.why.tokens', {
          input: count(why.inputTokens ?? 0, locale),
          output: count(why.outputTokens ?? 0, locale),
        });
  const line = [
    modelName(why.model, models).name,
    why.profile,
    why.totalMs === undefined ? undefined : latency(why.totalMs, locale),
    tokens,
    why.cost === undefined ? undefined : money(why.cost, locale),
    why.tried && why.tried.length > 0 ? t('chat.why.after', { count: why.tried.length }) : undefined,
  ].filter((part) => part !== undefined);
  return (
    <div className={styles.why}>
      <button
        type="button"
        className={styles.line}
        aria-expanded={open}
        onClick={() => setOpen((before) => !before)}
      >
        <ChevronRight size={13} aria-hidden />
        <span className="visually-hidden">{t('chat.why.label')} </span>
        {line.join(' · ')}
      </button>
      {open && (
        <dl className={styles.facts}>
          <Fact name={t('chat.why.model')} code={why.model} />
          {why.profile && <Fact name={t('chat.why.profile')} code={why.profile} />}
          {why.attempts !== undefined && (
            <Fact name={t('chat.why.attempts')} text={count(why.attempts, locale)} />
          )}
          {why.tried?.map((one) => (
            <Fact key={one} name={t('chat.why.tried')} text={one} />
          ))}
          {why.paidSwitchFrom && (
            <Fact name={t('chat.why.paid')} text={t('chat.why.paidFrom', { profile: why.paidSwitchFrom })} />
          )}
          {tokens && <Fact name={t('chat.why.tokensName')} text={tokens} />}
          {why.cost !== undefined && <Fact name={t('chat.why.cost')} text={money(why.cost, locale)} />}
          {why.totalMs !== undefined && (
            <Fact name={t('chat.why.time')} text={latency(why.totalMs, locale)} />
          )}
        </dl>
      )}
    </div>
  );
}

function Fact({ name, code, text }: { name: string; code?: string; text?: string }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{code ? <code>{code}</code> : text}</dd>
    </div>
  );
}
