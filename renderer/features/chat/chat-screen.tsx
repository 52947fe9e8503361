import { MessageSquarePlus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import styles from '#renderer/features/chat/chat-screen.module.css';
import { Conversation } from '#renderer/features/chat/conversation.tsx';
import { SessionList, SessionMenu } from '#renderer/features/chat/session-list.tsx';
import { AgentBar } from '#renderer/features/profiles/agent-bar.tsx';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';

/** Conversations with whatever answers, and why it was that one. */
export default function ChatScreen() {
  const { t } = useTranslation();
  const { chat, ui } = useApp();
  const [location, navigate] = useLocation();
  const profiles = useTopic('profiles');
  const phase = useGatewayPhase();
  const shown = useStore(ui.store, ({ agent }) => agent);
  const sessions = useStore(chat.store, (state) => state.sessions);
  // A conversation that is not there yet has its id already, so that its first message has a place.
  const begun = useRef(chat.newSession());
  const id = /^\/chat\/([A-Za-z0-9._:-]{1,128})$/.exec(location)?.[1];
  const session = id ?? begun.current;
  const ready = phase === 'ready';

  // biome-ignore lint/correctness/useExhaustiveDependencies: a gateway that is there again has a list again.
  useEffect(() => {
    void chat.loadSessions();
  }, [chat, ready]);
  useEffect(() => {
    if (id !== undefined) void chat.open(id);
  }, [chat, id]);
  if (!profiles || !phase) return <ScreenLoading title={t('screens.chat')} />;

  const known = sessions?.find((one) => one.id === session);
  const agents = profiles.agents;
  const agent = known?.agent ?? agents.find((one) => one.id === shown)?.id ?? agents[0]?.id ?? 'main';
  const fresh = () => {
    begun.current = chat.newSession();
    navigate('/chat');
    requestAnimationFrame(() => document.querySelector<HTMLElement>('main textarea')?.focus());
  };
  return (
    <div className={styles.screen}>
      <PageHeader
        title={t('screens.chat')}
        actions={
          <>
            <SessionMenu current={session} />
            <Button icon={<MessageSquarePlus size={16} aria-hidden />} onClick={fresh}>
              {t('chat.new')}
            </Button>
          </>
        }
      />
      <VaultPanel />
      {!known && <AgentBar agents={agents} chosen={agent} readOnly={profiles.error !== undefined} />}
      <div className={styles.columns}>
        <SessionList current={session} onRemoved={fresh} />
        <Conversation
          key={session}
          agent={agent}
          session={session}
          known={known}
          onBegin={() => navigate(`/chat/${session}`, { replace: true })}
          onNew={fresh}
        />
      </div>
    </div>
  );
}
