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
import { GripVertical } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface SortableListProps {
  ids: readonly string[];
  className?: string | undefined;
  /** The whole new order. */
  onOrder: (ids: string[]) => void;
  /** One row; `onMove` takes it to another place, counted from 0. */
  row: (id: string, index: number, onMove: (to: number) => void) => ReactNode;
}

/** A list in an order that counts, dragged by hand or by keyboard; what happens is told to screen readers. */
export function SortableList({ ids, className, onOrder, row }: SortableListProps) {
  const { t } = useTranslation();
  const sensors = useSensors(
    // A few pixels, so that a click on the handle stays a click.
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  function move(from: number, to: number) {
    if (from < 0 || to < 0 || to >= ids.length || from === to) return;
    onOrder(arrayMove([...ids], from, to));
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
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t('profiles.drag.how') } }}
    >
      <SortableContext items={[...ids]} strategy={verticalListSortingStrategy}>
        <ol className={className}>{ids.map((id, index) => row(id, index, (to) => move(index, to)))}</ol>
      </SortableContext>
    </DndContext>
  );
}

interface Place {
  id: string;
  /** From 0. */
  index: number;
  count: number;
  readOnly: boolean;
}

/** What makes a row of a `SortableList` move: properties of its element, and the handle; none where it is alone. */
export function useSortableRow({ id, index, count, readOnly }: Place, handleClass: string | undefined) {
  const { t } = useTranslation();
  const alone = count < 2;
  const sortable = useSortable({ id, disabled: readOnly || alone });
  const { transform } = sortable;
  return {
    row: {
      ref: sortable.setNodeRef,
      'data-dragging': sortable.isDragging,
      style: {
        transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined,
        transition: sortable.transition,
      },
    },
    handle: alone ? undefined : (
      <button
        type="button"
        ref={sortable.setActivatorNodeRef}
        className={handleClass}
        {...sortable.attributes}
        {...sortable.listeners}
        aria-label={t('profiles.reorder', { id, place: index + 1, count })}
        aria-disabled={readOnly}
      >
        <GripVertical size={16} aria-hidden />
      </button>
    ),
  };
}
