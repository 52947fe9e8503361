import { Crown, Ellipsis, FlaskConical, Route, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/models/fallback-list.module.css';
import { ModelLine } from '#renderer/features/models/model-line.tsx';
import type { ModelsPart } from '#renderer/features/models/shared.ts';
import { useModelActions } from '#renderer/features/models/use-model-actions.ts';
import { useSimulate } from '#renderer/features/models/use-simulate.ts';
import type { ModelList } from '#renderer/state/models.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#renderer/ui/menu.tsx';
import { MoveItems } from '#renderer/ui/move-items.tsx';
import { SortableList, useSortableRow } from '#renderer/ui/sortable-list.tsx';

interface FallbackListProps extends ModelsPart {
  list: ModelList;
  members: readonly string[];
}

/** Models in the order in which they are asked; dragged by hand or by keyboard. */
export function FallbackList(props: FallbackListProps) {
  const { agent, list, members } = props;
  const actions = useModelActions();
  return (
    <SortableList
      ids={members}
      className={styles.list}
      onOrder={(ids) => void actions.setList(agent, list, ids)}
      row={(model, index, onMove) => (
        <Row key={model} {...props} model={model} index={index} onMove={onMove} />
      )}
    />
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
  const { row, handle } = useSortableRow({ id: model, index, count, readOnly }, styles.handle);
  return (
    <li className={styles.row} {...row}>
      {handle}
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
          <MoveItems index={index} count={count} readOnly={readOnly} onMove={onMove} />
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
