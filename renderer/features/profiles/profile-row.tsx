import { useSortable } from '@dnd-kit/sortable';
import {
  ArrowDown,
  ArrowUp,
  Ban,
  CircleCheck,
  Ellipsis,
  FlaskConical,
  GripVertical,
  KeyRound,
  Pencil,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import styles from '#renderer/features/profiles/profile-row.module.css';
import { ProfileState } from '#renderer/features/profiles/profile-state.tsx';
import { SecretPlace } from '#renderer/features/profiles/secret-place.tsx';
import { TestResult } from '#renderer/features/profiles/test-result.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp } from '#renderer/state/react.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#renderer/ui/menu.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';

interface ProfileRowProps {
  agent: string;
  profile: ProfileView;
  index: number;
  count: number;
  readOnly: boolean;
  onMove: (to: number) => void;
}

export function ProfileRow({ agent, profile, index, count, readOnly, onMove }: ProfileRowProps) {
  const { t } = useTranslation();
  const sortable = useSortable({ id: profile.id, disabled: readOnly || count < 2 });
  const { transform } = sortable;
  const alone = count < 2;
  return (
    <li
      ref={sortable.setNodeRef}
      className={styles.row}
      data-dragging={sortable.isDragging}
      data-off={profile.status === 'disabled'}
      style={{
        transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined,
        transition: sortable.transition,
      }}
    >
      <div className={styles.line}>
        {alone ? (
          <span className={styles.noHandle} />
        ) : (
          <button
            type="button"
            ref={sortable.setActivatorNodeRef}
            className={styles.handle}
            {...sortable.attributes}
            {...sortable.listeners}
            aria-label={t('profiles.reorder', { id: profile.id, place: index + 1, count })}
            aria-disabled={readOnly}
          >
            <GripVertical size={16} aria-hidden />
          </button>
        )}
        <div className={styles.who}>
          <p className={styles.name} title={profile.id}>
            {profile.label ?? profile.name}
          </p>
          <p className={styles.type}>
            {t(`profiles.type.${profile.type}`)}
            <span className={styles.used}>
              {' · '}
              {profile.lastUsedAt === undefined ? (
                t('profiles.neverUsed')
              ) : (
                <>
                  {t('profiles.used')} <RelativeTime at={profile.lastUsedAt} />
                </>
              )}
            </span>
          </p>
        </div>
        <code className={styles.masked}>
          <span className="visually-hidden">{t('profiles.endsWith')} </span>
          {profile.masked || t('profiles.noTail')}
        </code>
        <SecretPlace profile={profile} />
        <div className={styles.expiry}>
          {profile.expires !== undefined && (
            <>
              {t(profile.status === 'expired' ? 'profiles.expired' : 'profiles.expires')}{' '}
              <RelativeTime at={profile.expires} />
            </>
          )}
        </div>
        <div className={styles.state}>
          <ProfileState profile={profile} />
        </div>
        <RowMenu
          agent={agent}
          profile={profile}
          index={index}
          count={count}
          readOnly={readOnly}
          onMove={onMove}
        />
      </div>
      <TestResult agent={agent} id={profile.id} />
    </li>
  );
}

function RowMenu({ agent, profile, index, count, readOnly, onMove }: ProfileRowProps) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useActions();
  const { id } = profile;
  const disabled = profile.status === 'disabled';
  const icon = { size: 15, 'aria-hidden': true } as const;
  return (
    <Menu
      trigger={
        <IconButton
          tip={false}
          size="sm"
          label={t('profiles.menu', { id })}
          icon={<Ellipsis size={16} aria-hidden />}
        />
      }
    >
      <MenuItem icon={<FlaskConical {...icon} />} onSelect={() => actions.test(agent, id)}>
        {t('profiles.do.test')}
      </MenuItem>
      <MenuItem
        icon={<KeyRound {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'replace', agent, id })}
      >
        {t('profiles.do.replace')}
      </MenuItem>
      <MenuItem
        icon={<Pencil {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'rename', agent, id })}
      >
        {t('profiles.do.rename')}
      </MenuItem>
      {count > 1 && (
        <>
          <MenuLine />
          <MenuItem
            icon={<ArrowUp {...icon} />}
            disabled={readOnly || index === 0}
            onSelect={() => onMove(index - 1)}
          >
            {t('profiles.do.up')}
          </MenuItem>
          <MenuItem
            icon={<ArrowDown {...icon} />}
            disabled={readOnly || index === count - 1}
            onSelect={() => onMove(index + 1)}
          >
            {t('profiles.do.down')}
          </MenuItem>
        </>
      )}
      <MenuLine />
      <MenuItem
        icon={disabled ? <CircleCheck {...icon} /> : <Ban {...icon} />}
        disabled={readOnly}
        onSelect={() => void actions.setDisabled(agent, id, !disabled)}
      >
        {t(disabled ? 'profiles.do.enable' : 'profiles.do.disable')}
      </MenuItem>
      <MenuItem
        icon={<Trash2 {...icon} />}
        danger
        disabled={readOnly}
        onSelect={() => void actions.remove(agent, id)}
      >
        {t('profiles.do.remove')}
      </MenuItem>
    </Menu>
  );
}
