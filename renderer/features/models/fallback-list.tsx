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
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { ArrowDown, ArrowUp, Crown, Ellipsis, FlaskConical, GripVertical, Route, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/models/fallback-list.module.css';
import { ModelLine } from '#renderer/features/models/model-line.tsx';
import type { ModelsPart } from '#renderer/features/models/shared.ts';
import { useModelActions } from '#renderer/features/models/use-model-actions.ts';
import { useSimulate } from '#renderer/features/models/use-simulate.ts';
import type { ModelList } from '#renderer/state/models.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#renderer/ui/menu.tsx';

interface FallbackListProps extends ModelsPart {
  list: ModelList;
  members: readonly string[];
}

/** Models in the order in which they are asked; dragged by hand or by keyboard. */
export function FallbackList(props: FallbackListProps) {
  const { agent, list, members } = props;
  const { t } = useTranslation();
  const actions = useModelActions();
  const sensors = useSensors(
    // A few pixels, so that a click on the handle stays a click.
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  function move(from: number, to: number) {
    if (from < 0 || to < 0 || to >= members.length || from === to) return;
    void actions.setList(agent, list, arrayMove([...members], from, to));
  }
  function onDragEnd({ active, over }: DragEndEvent) {
    if (over) move(members.indexOf(String(active.id)), members.indexOf(String(over.id)));
  }
  const place = (id: unknown) => ({
    id: String(id),
    place: members.indexOf(String(id)) + 1,
    count: members.length,
  });
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('profiles.drag.start', place(active.id)),
    onDragOver: ({ active, over }) =>
      over ? t('profiles.drag.over', { ...place(over.id), id: String(active.id) }) : undefined,
    onDragEnd: ({ active, over }) =>
      over ? t('profiles.drag.end', { ...place(over.id), id: String(active.id) }) : undefined,
    onDragCancel: ({ active }) => t('profiles.drag.cancel', place(active.id)),
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t('profiles.drag.how') } }}
    >
      <SortableContext items={[...members]} strategy={verticalListSortingStrategy}>
        <ol className={styles.list}>
          {members.map((model, index) => (
            <Row
              key={model}
              {...props}
              model={model}
              index={index}
              onMove={(to: number) => move(index, to)}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

const icon = { size: 15, 'aria-hidden': true } as const;

interface RowProps extends FallbackListProps {
  model: string;
  index: number;
  onMove: (to: number) => void;
}

function Row({ agent, models, catalog, readOnly, list, members, model, index, onMove }: RowProps) {
  const { t } = useTranslation();
  const actions = useModelActions();
  const simulate = useSimulate();
  const count = members.length;
  const sortable = useSortable({ id: model, disabled: readOnly || count < 2 });
  const { transform } = sortable;
  return (
    <li
      ref={sortable.setNodeRef}
      className={styles.row}
      data-dragging={sortable.isDragging}
      style={{
        transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined,
        transition: sortable.transition,
      }}
    >
      {count > 1 && (
        <button
          type="button"
          ref={sortable.setActivatorNodeRef}
          className={styles.handle}
          {...sortable.attributes}
          {...sortable.listeners}
          aria-label={t('profiles.reorder', { id: model, place: index + 1, count })}
          aria-disabled={readOnly}
        >
          <GripVertical size={16} aria-hidden />
        </button>
      )}
      <ModelLine agent={agent} model={model} models={models} catalog={catalog} />
      <div className={styles.menu}>
        <Menu
          trigger={
            <IconButton
              tip={false}
              size="sm"
              label={t('models.menu', { model })}
              icon={<Ellipsis size={16} aria-hidden />}
            />
          }
        >
          <MenuItem icon={<FlaskConical {...icon} />} onSelect={() => actions.probe(agent, model)}>
            {t('models.do.probe')}
          </MenuItem>
          <MenuItem icon={<Route {...icon} />} onSelect={() => simulate(model)}>
            {t('models.do.simulate')}
          </MenuItem>
          {list === 'fallbacks' && (
            <MenuItem
              icon={<Crown {...icon} />}
              disabled={readOnly}
              onSelect={() => void actions.setPrimary(agent, model)}
            >
              {t('models.do.primary')}
            </MenuItem>
          )}
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
            icon={<Trash2 {...icon} />}
            danger
            disabled={readOnly}
            onSelect={() => void actions.removeFrom(agent, list, model)}
          >
            {t('models.do.remove')}
          </MenuItem>
        </Menu>
      </div>
    </li>
  );
}
