import { KeyRound, MessageSquare, Play } from 'lucide-react';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ChatSession } from '#core/contract/calls/chat.ts';
import { Answer } from '#renderer/features/chat/answer.tsx';
import { Composer } from '#renderer/features/chat/composer.tsx';
import styles from '#renderer/features/chat/conversation.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { isAnswering } from '#renderer/state/chat.ts';
import { useApp, useConnected, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

interface ConversationProps {
  agent: string;
  session: string;
  /** As the list has it; absent until something was answered. */
  known: ChatSession | undefined;
  /** Its first message was sent. */
  onBegin: () => void;
  onNew: () => void;
}

/** This close to the end (pixels) one is reading the end. */
const nearPx = 120;

export function Conversation({ agent, session, known, onBegin, onNew }: ConversationProps) {
  const { t } = useTranslation();
  const { chat, ui } = useApp();
  const actions = useActions();
  const thread = useStore(chat.store, ({ threads }) => threads[session]);
  const draft = useStore(chat.store, ({ drafts }) => drafts[session] ?? '');
  const phase = useGatewayPhase();
  const connected = useConnected();
  const vault = useTopic('vault')?.state;
  const models = useTopic('models')?.agents.find(({ id }) => id === agent);
  const messages = thread?.messages ?? [];
  const answering = isAnswering(thread);
  const keyless = models !== undefined && models.primary === undefined && models.answersNext.length === 0;
  const blocked = !connected
    ? t('chat.blocked.offline')
    : phase !== 'ready'
      ? t('chat.blocked.gateway')
      : keyless && messages.length === 0
        ? t('chat.noKeyTitle')
        : undefined;
  useStickToEnd(messages);

  function send(text: string, images: Parameters<typeof chat.send>[3] = []) {
    // In a window with a list of conversations, a new one is another entry of it.
    if (/^\/(?:new|reset)$/i.test(text)) return onNew();
    if (messages.length === 0) onBegin();
    void chat.send(agent, session, text, images);
  }

  const lastAnswer = messages.findLastIndex(({ role }) => role === 'assistant');
  let before: ReactNode;
  if (thread?.error) {
    before = (
      <ErrorNotice
        error={thread.error}
        actions={
          <Button size="sm" onClick={() => void chat.open(session)}>
            {t('common.retry')}
          </Button>
        }
      />
    );
  } else if (thread?.loading && messages.length === 0) before = <Skeleton rows={4} />;
  else if (messages.length === 0 && keyless) {
    before = (
      <EmptyState
        icon={<KeyRound size={24} aria-hidden />}
        title={t('chat.noKeyTitle')}
        action={
          <Button
            look="primary"
            disabled={vault !== 'ready' && vault !== 'checking'}
            onClick={() => ui.open({ kind: 'add', agent })}
          >
            {t('profiles.add')}
          </Button>
        }
      >
        {t('chat.noKey')}
      </EmptyState>
    );
  } else if (messages.length === 0) {
    before = (
      <EmptyState icon={<MessageSquare size={24} aria-hidden />} title={t('chat.emptyTitle')}>
        {t('chat.empty')}
      </EmptyState>
    );
  }

  return (
    <section className={styles.conversation} aria-label={known?.title ?? t('chat.newTitle')}>
      <ol className={styles.messages} aria-label={t('chat.messages')}>
        {messages.map((message, index) => (
          <li key={message.id} className={styles.message} data-role={message.role}>
            {message.role === 'user' ? (
              <div className={styles.asked}>
                <span className="visually-hidden">{t('chat.you')}: </span>
                <p>{message.text}</p>
                {message.images !== undefined && (
                  <p className={styles.images}>{t('chat.withImages', { count: message.images })}</p>
                )}
              </div>
            ) : (
              <Answer
                message={message}
                onRetry={
                  index === lastAnswer && !answering && blocked === undefined
                    ? () => void chat.retry(agent, session)
                    : undefined
                }
              />
            )}
          </li>
        ))}
      </ol>
      {before}
      <FinishedAnswer messages={messages} />
      <div className={styles.bottom}>
        {connected && phase === 'stopped' && (
          <Notice
            tone="info"
            title={t('chat.stoppedTitle')}
            actions={
              <Button
                size="sm"
                icon={<Play size={14} aria-hidden />}
                onClick={() => void actions.gateway('start')}
              >
                {t('gateway.start')}
              </Button>
            }
          >
            {t('chat.stoppedBody')}
          </Notice>
        )}
        <Composer
          agent={agent}
          session={known}
          text={draft}
          onText={(text) => chat.setDraft(session, text)}
          answering={answering}
          blocked={blocked}
          onSend={send}
          onStop={() => void chat.stop(session)}
        />
      </div>
    </section>
  );
}

/** Says an answer once it is whole; what grows is not read out piece by piece. */
function FinishedAnswer({
  messages,
}: {
  messages: readonly { id: string; text: string; state?: string | undefined }[];
}) {
  const { t } = useTranslation();
  const growing = useRef<string>(undefined);
  const last = messages.at(-1);
  const finished = last !== undefined && last.id === growing.current && last.state !== 'streaming';
  useEffect(() => {
    if (last?.state === 'streaming') growing.current = last.id;
  });
  return (
    <p role="status" className="visually-hidden">
      {finished && (last.state === 'failed' ? t('chat.failedLive') : last.text.slice(0, 1_500))}
    </p>
  );
}

/** The page follows an answer that grows, unless one has scrolled up to read. */
function useStickToEnd(messages: readonly unknown[]): void {
  const near = useRef(true);
  useEffect(() => {
    const look = () => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      near.current = scrollHeight - scrollTop - clientHeight < nearPx;
    };
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, []);
  const count = useRef(0);
  useLayoutEffect(() => {
    const more = messages.length > count.current;
    count.current = messages.length;
    if (near.current || more) window.scrollTo({ top: document.documentElement.scrollHeight });
  }, [messages]);
}
