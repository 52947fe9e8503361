import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import { ProfileRow } from '#renderer/features/profiles/profile-row.tsx';
import styles from '#renderer/features/profiles/provider-card.module.css';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { Card } from '#renderer/ui/card.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';

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
  const ids = profiles.map(({ id }) => id);
  const sensors = useSensors(
    // A few pixels, so that a click on the handle stays a click.
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  function move(from: number, to: number) {
    if (from < 0 || to < 0 || to >= ids.length || from === to) return;
    void actions.setOrder(agent, provider, arrayMove(ids, from, to));
  }
  function onDragEnd({ active, over }: DragEndEvent) {
    if (over) move(ids.indexOf(String(active.id)), ids.indexOf(String(over.id)));
  }
  const place = (id: unknown) => ({ id: String(id), place: ids.indexOf(String(id)) + 1, count: ids.length });
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('profiles.drag.start', place(active.id)),
    onDragOver: ({ active, over }) =>
      over ? t('profiles.drag.over', { ...place(over.id), id: String(active.id) }) : undefined,
    onDragEnd: ({ active, over }) =>
      over ? t('profiles.drag.end', { ...place(over.id), id: String(active.id) }) : undefined,
    onDragCancel: ({ active }) => t('profiles.drag.cancel', place(active.id)),
  };

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
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={onDragEnd}
        accessibility={{ announcements, screenReaderInstructions: { draggable: t('profiles.drag.how') } }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol>
            {profiles.map((profile, index) => (
              <ProfileRow
                key={profile.id}
                agent={agent}
                profile={profile}
                index={index}
                count={profiles.length}
                readOnly={readOnly}
                onMove={(to) => move(index, to)}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
    </Card>
  );
}
