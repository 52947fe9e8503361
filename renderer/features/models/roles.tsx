import { ArrowLeftRight, FlaskConical, Plus, Route, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { FallbackList } from '#renderer/features/models/fallback-list.tsx';
import { ModelLine } from '#renderer/features/models/model-line.tsx';
import styles from '#renderer/features/models/roles.module.css';
import type { ModelsPart } from '#renderer/features/models/shared.ts';
import { useModelActions } from '#renderer/features/models/use-model-actions.ts';
import { useSimulate } from '#renderer/features/models/use-simulate.ts';
import { shownList } from '#renderer/state/models.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';

const icon = { size: 15, 'aria-hidden': true } as const;

/** The models of an agent: which one answers, what follows when it cannot, and which ones have a task of their own. */
export function Roles(part: ModelsPart) {
  const { agent, models, readOnly } = part;
  const { t } = useTranslation();
  const { ui, models: group } = useApp();
  const actions = useModelActions();
  const lists = useStore(group.extra, (extra) => extra.lists);
  const own = models.agents.find(({ id }) => id === agent);
  const pick = (role: 'primary' | 'fallbacks' | 'image' | 'imageFallbacks' | 'utility') =>
    ui.open({ kind: 'model', agent, role });
  const clear = (role: 'image' | 'utility') => (
    <IconButton
      size="sm"
      label={t(`models.clear.${role}`)}
      icon={<X {...icon} />}
      disabled={readOnly}
      onClick={() => void actions.setRole(agent, role, null)}
    />
  );
  return (
    <div className={styles.roles}>
      <Card title={t('models.role.answers')}>
        <Role
          part={part}
          title={t('models.role.primary')}
          help={t('models.role.primaryHelp')}
          model={own?.primary}
          onPick={() => pick('primary')}
        />
        <Chain
          part={part}
          title={t('models.role.fallbacks')}
          help={t('models.role.fallbacksHelp')}
          list="fallbacks"
          members={shownList(agent, 'fallbacks', models, lists)}
          onAdd={() => pick('fallbacks')}
        />
      </Card>
      <Card title={t('models.role.images')}>
        <Role
          part={part}
          title={t('models.role.image')}
          help={t('models.role.imageHelp')}
          model={own?.image}
          onPick={() => pick('image')}
          clear={clear('image')}
        />
        <Chain
          part={part}
          title={t('models.role.imageFallbacks')}
          help={t('models.role.imageFallbacksHelp')}
          list="imageFallbacks"
          members={shownList(agent, 'imageFallbacks', models, lists)}
          onAdd={() => pick('imageFallbacks')}
        />
      </Card>
      <Card title={t('models.role.small')} className={styles.full}>
        <Role
          part={part}
          title={t('models.role.utility')}
          help={t('models.role.utilityHelp')}
          model={own?.utility}
          onPick={() => pick('utility')}
          clear={clear('utility')}
        />
      </Card>
    </div>
  );
}

interface RoleProps {
  part: ModelsPart;
  title: string;
  help: string;
  model: string | undefined;
  onPick: () => void;
  clear?: ReactNode;
}

function Role({ part, title, help, model, onPick, clear }: RoleProps) {
  const { t } = useTranslation();
  const actions = useModelActions();
  const simulate = useSimulate();
  const { agent, models, catalog, readOnly } = part;
  return (
    <section className={styles.role}>
      <h3 className={styles.title}>{title}</h3>
      <p className={styles.help}>{help}</p>
      {model === undefined ? (
        <Button icon={<Plus {...icon} />} className={styles.add} disabled={readOnly} onClick={onPick}>
          {t('models.choose')}
        </Button>
      ) : (
        <div className={styles.one}>
          <ModelLine agent={agent} model={model} models={models} catalog={catalog} />
          <div className={styles.tools}>
            <IconButton
              size="sm"
              label={t('models.do.probeThis', { model })}
              icon={<FlaskConical {...icon} />}
              onClick={() => actions.probe(agent, model)}
            />
            <IconButton
              size="sm"
              label={t('models.do.simulateThis', { model })}
              icon={<Route {...icon} />}
              onClick={() => simulate(model)}
            />
            <IconButton
              size="sm"
              label={t('models.do.change', { role: title })}
              icon={<ArrowLeftRight {...icon} />}
              disabled={readOnly}
              onClick={onPick}
            />
            {clear}
          </div>
        </div>
      )}
    </section>
  );
}

interface ChainProps {
  part: ModelsPart;
  title: string;
  help: string;
  list: 'fallbacks' | 'imageFallbacks';
  members: readonly string[];
  onAdd: () => void;
}

function Chain({ part, title, help, list, members, onAdd }: ChainProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.role}>
      <h3 className={styles.title}>{title}</h3>
      <p className={styles.help}>{members.length === 0 ? t(`models.none.${list}`) : help}</p>
      {members.length > 0 && <FallbackList {...part} list={list} members={members} />}
      <Button
        size="sm"
        icon={<Plus {...icon} />}
        className={styles.add}
        disabled={part.readOnly}
        onClick={onAdd}
      >
        {t('models.addFallback')}
      </Button>
    </section>
  );
}
