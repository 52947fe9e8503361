import { History, MessageSquare, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import styles from '#renderer/features/chat/session-list.module.css';
import { useApp } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Menu, MenuItem } from '#renderer/ui/menu.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

/** What was talked about, newest first. */
export function SessionList({ current, onRemoved }: { current: string; onRemoved: () => void }) {
  const { t } = useTranslation();
  const { chat, ui } = useApp();
  const sessions = useStore(chat.store, (state) => state.sessions);
  const error = useStore(chat.store, (state) => state.sessionsError);
  return (
    <nav className={styles.sessions} aria-label={t('chat.sessions')}>
      {!sessions && !error && <Skeleton rows={3} />}
      {/* That the gateway does not answer is said once, in the conversation. */}
      {error && error.code !== 'gateway_not_ready' && (
        <ErrorNotice
          error={error}
          live={false}
          actions={
            <Button size="sm" onClick={() => void chat.loadSessions()}>
              {t('common.retry')}
            </Button>
          }
        />
      )}
      {sessions?.length === 0 && <p className={styles.empty}>{t('chat.noSessions')}</p>}
      <ul>
        {sessions?.map(({ id, title, updatedAt }) => (
          <li key={id} className={styles.session}>
            <Link
              href={`/chat/${id}`}
              className={styles.link}
              aria-current={id === current ? 'page' : undefined}
            >
              <span className={styles.title}>{title}</span>
              <RelativeTime at={updatedAt} className={styles.at} />
            </Link>
            <IconButton
              size="sm"
              className={styles.remove}
              label={t('chat.remove', { title })}
              icon={<Trash2 size={14} aria-hidden />}
              onClick={() => ui.open({ kind: 'removeChat', session: id, title, onRemoved })}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The same list where there is no room beside the conversation. */
export function SessionMenu({ current }: { current: string }) {
  const { t } = useTranslation();
  const { chat, ui } = useApp();
  const [, navigate] = useLocation();
  const sessions = useStore(chat.store, (state) => state.sessions) ?? [];
  if (sessions.length === 0) return null;
  const open = sessions.find(({ id }) => id === current);
  return (
    <span className={styles.menu}>
      <Menu
        trigger={
          <IconButton
            tip={false}
            look="plain"
            label={t('chat.sessions')}
            icon={<History size={16} aria-hidden />}
          />
        }
      >
        {sessions.slice(0, 30).map(({ id, title }) => (
          <MenuItem
            key={id}
            icon={<MessageSquare size={15} aria-hidden />}
            onSelect={() => navigate(`/chat/${id}`)}
          >
            <span className={styles.title}>{title}</span>
          </MenuItem>
        ))}
        {open && (
          <MenuItem
            icon={<Trash2 size={15} aria-hidden />}
            danger
            onSelect={() =>
              ui.open({
                kind: 'removeChat',
                session: open.id,
                title: open.title,
                onRemoved: () => navigate('/chat'),
              })
            }
          >
            {t('chat.removeThis')}
          </MenuItem>
        )}
      </Menu>
    </span>
  );
}
