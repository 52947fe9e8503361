import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import { ProfileFacts } from '#renderer/features/profiles/profile-facts.tsx';
import styles from '#renderer/features/profiles/profile-row.module.css';
import { ProfileState } from '#renderer/features/profiles/profile-state.tsx';
import { RowMenu } from '#renderer/features/profiles/row-menu.tsx';
import { SecretPlace } from '#renderer/features/profiles/secret-place.tsx';
import { TestResult } from '#renderer/features/profiles/test-result.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { useSortableRow } from '#renderer/ui/sortable-list.tsx';

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
  const { row, handle } = useSortableRow({ id: profile.id, index, count, readOnly }, styles.handle);
  return (
    <li className={styles.row} {...row} data-off={profile.status === 'disabled'}>
      <div className={styles.line}>
        {handle ?? <span className={styles.noHandle} />}
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
          {profile.masked.length > 1 ? profile.masked : t('profiles.noTail')}
        </code>
        <SecretPlace profile={profile} />
        <div className={styles.expiry}>
          {profile.expires !== undefined && (
            <>
              {t(expiryWord(profile))} <RelativeTime at={profile.expires} />
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
      <ProfileFacts profile={profile} />
      <TestResult agent={agent} id={profile.id} />
    </li>
  );
}

const expiryWord = ({ status, refreshedBy }: ProfileView) =>
  status === 'expired'
    ? 'profiles.expired'
    : refreshedBy === 'gatehouse' || refreshedBy === 'other'
      ? 'profiles.renews'
      : 'profiles.expires';
