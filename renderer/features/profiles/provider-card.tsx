import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import { ProfileRow } from '#renderer/features/profiles/profile-row.tsx';
import styles from '#renderer/features/profiles/provider-card.module.css';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { Card } from '#renderer/ui/card.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { SortableList } from '#renderer/ui/sortable-list.tsx';

interface ProviderCardProps {
  agent: string;
  provider: string;
  profiles: readonly ProfileView[];
  readOnly: boolean;
}

/** The credentials of one provider, in the order in which they are tried. */
export function ProviderCard({ agent, provider, profiles, readOnly }: ProviderCardProps) {
  const { t } = useTranslation();
  const actions = useActions();
  const name = useProviderName()(provider);
  const byId = new Map(profiles.map((profile) => [profile.id, profile]));

  return (
    <Card
      flush
      title={
        <>
          <ProviderMark id={provider} name={name} size="sm" />
          <span className={styles.name}>{name}</span>
        </>
      }
      aside={t('profiles.tried', { count: profiles.length })}
    >
      <SortableList
        ids={[...byId.keys()]}
        onOrder={(ids) => void actions.setOrder(agent, provider, ids)}
        row={(id, index, onMove) => {
          const profile = byId.get(id);
          return (
            profile && (
              <ProfileRow
                key={id}
                agent={agent}
                profile={profile}
                index={index}
                count={profiles.length}
                readOnly={readOnly}
                onMove={onMove}
              />
            )
          );
        }}
      />
    </Card>
  );
}
