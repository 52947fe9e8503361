import {
  Brain,
  Copy,
  Crown,
  Ellipsis,
  FlaskConical,
  Image,
  ImagePlus,
  ListPlus,
  Route,
  Tag,
  Wrench,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CatalogModel } from '#core/contract/calls/models.ts';
import styles from '#renderer/features/models/catalog.module.css';
import { takesImages } from '#renderer/features/models/catalog-filter.ts';
import { Probe, Retires } from '#renderer/features/models/model-line.tsx';
import type { ModelsPart } from '#renderer/features/models/shared.ts';
import { useModelActions } from '#renderer/features/models/use-model-actions.ts';
import { useSimulate } from '#renderer/features/models/use-simulate.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { compact, money } from '#renderer/lib/format.ts';
import { useApp } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { IconButton } from '#renderer/ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#renderer/ui/menu.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';

interface CatalogRowProps extends ModelsPart {
  model: CatalogModel;
  index: number;
  size: number;
  /** Pixels from the list's top. */
  offset: number;
  measure: (element: HTMLElement | null) => void;
  /** Tab reaches this one. */
  reached: boolean;
  onReach: (index: number) => void;
}

export function CatalogRow(props: CatalogRowProps) {
  const { agent, models, model, index, size, offset, measure } = props;
  const { t, i18n } = useTranslation();
  const own = models.agents.find(({ id }) => id === agent);
  const means = (name: string) => (models.aliases[name] ?? name) === model.ref;
  const roles = [
    own?.primary !== undefined && means(own.primary) ? ('primary' as const) : undefined,
    own?.fallbacks.some(means) ? ('fallback' as const) : undefined,
    own?.image !== undefined && means(own.image) ? ('image' as const) : undefined,
    own?.utility !== undefined && means(own.utility) ? ('utility' as const) : undefined,
  ].filter((role) => role !== undefined);
  const keyless = models.providers.find(({ id }) => id === model.provider)?.needsKey === false;
  const price = (value: number) => money(value, i18n.language);
  return (
    // biome-ignore lint/a11y/useSemanticElements: placed by script, as its list is.
    <div
      ref={measure}
      data-index={index}
      role="listitem"
      aria-setsize={size}
      aria-posinset={index + 1}
      className={styles.item}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <div className={styles.row} data-off={!model.allowed}>
        <div className={styles.model}>
          <ProviderMark id={model.provider} name={model.provider} size="sm" />
          <div className={styles.words}>
            <p className={styles.name}>
              <span>{model.name}</span>
              {roles.map((role) => (
                <Badge key={role} tone={role === 'primary' ? 'good' : 'info'}>
                  {t(`catalog.role.${role}`)}
                </Badge>
              ))}
              {!model.allowed && <Badge tone="quiet">{t('catalog.notAllowed')}</Badge>}
              <Retires retires={model.retires} />
            </p>
            <p className={styles.ref}>
              <code>{model.ref}</code>
              {model.alias && <span>{model.alias}</span>}
            </p>
          </div>
        </div>
        <span className={styles.figure} data-column="context">
          {model.contextWindow !== undefined && (
            <>
              <span className="visually-hidden">{t('catalog.column.context')} </span>
              {compact(model.contextWindow, i18n.language)}
            </>
          )}
        </span>
        <span className={styles.figure} data-column="price">
          {model.cost && (
            <>
              <span className="visually-hidden">{t('catalog.column.price')} </span>
              {t('catalog.price', { input: price(model.cost.input), output: price(model.cost.output) })}
            </>
          )}
        </span>
        <span className={styles.abilities}>
          {model.tools && (
            <Ability icon={<Wrench size={15} aria-hidden />} name={t('catalog.ability.tools')} />
          )}
          {takesImages(model) && (
            <Ability icon={<Image size={15} aria-hidden />} name={t('catalog.ability.images')} />
          )}
          {model.reasoning && (
            <Ability icon={<Brain size={15} aria-hidden />} name={t('catalog.ability.reasoning')} />
          )}
        </span>
        <span className={styles.reached} data-none={model.reachable.length === 0 && !keyless}>
          {model.reachable.length > 0
            ? model.reachable.length > 1
              ? t('catalog.reachedMore', { first: model.reachable[0], count: model.reachable.length - 1 })
              : model.reachable[0]
            : t(keyless ? 'models.keyless' : 'catalog.noKey')}
        </span>
        <RowMenu {...props} />
      </div>
      <div className={styles.probe}>
        <Probe agent={agent} model={model.ref} />
      </div>
    </div>
  );
}

function Ability({ icon, name }: { icon: React.ReactNode; name: string }) {
  return (
    <span title={name}>
      {icon}
      <span className="visually-hidden">{name}</span>
    </span>
  );
}

const icon = { size: 15, 'aria-hidden': true } as const;

function RowMenu({ agent, models, model, readOnly, index, reached, onReach }: CatalogRowProps) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useModelActions();
  const { copy } = useActions();
  const simulate = useSimulate();
  const own = models.agents.find(({ id }) => id === agent);
  const { ref } = model;
  return (
    <Menu
      trigger={
        <IconButton
          tip={false}
          size="sm"
          data-row={index}
          tabIndex={reached ? 0 : -1}
          onFocus={() => onReach(index)}
          label={t('models.menu', { model: ref })}
          icon={<Ellipsis size={16} aria-hidden />}
        />
      }
    >
      <MenuItem
        icon={<Crown {...icon} />}
        disabled={readOnly || own?.primary === ref}
        onSelect={() => void actions.setPrimary(agent, ref)}
      >
        {t('models.do.primary')}
      </MenuItem>
      <MenuItem
        icon={<ListPlus {...icon} />}
        disabled={readOnly || own?.fallbacks.includes(ref) === true}
        onSelect={() => void actions.addTo(agent, 'fallbacks', ref)}
      >
        {t('models.do.fallback')}
      </MenuItem>
      <MenuItem
        icon={<Image {...icon} />}
        disabled={readOnly || own?.image === ref}
        onSelect={() => void actions.setRole(agent, 'image', ref)}
      >
        {t('models.do.image')}
      </MenuItem>
      <MenuItem
        icon={<ImagePlus {...icon} />}
        disabled={readOnly || own?.imageFallbacks.includes(ref) === true}
        onSelect={() => void actions.addTo(agent, 'imageFallbacks', ref)}
      >
        {t('models.do.imageFallback')}
      </MenuItem>
      <MenuItem
        icon={<Wrench {...icon} />}
        disabled={readOnly || own?.utility === ref}
        onSelect={() => void actions.setRole(agent, 'utility', ref)}
      >
        {t('models.do.utility')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<FlaskConical {...icon} />} onSelect={() => actions.probe(agent, ref)}>
        {t('models.do.probe')}
      </MenuItem>
      <MenuItem icon={<Route {...icon} />} onSelect={() => simulate(ref)}>
        {t('models.do.simulate')}
      </MenuItem>
      <MenuLine />
      <MenuItem
        icon={<Tag {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'alias', model: ref })}
      >
        {t('models.do.alias')}
      </MenuItem>
      <MenuItem icon={<Copy {...icon} />} onSelect={() => void copy(ref, t('common.copied'))}>
        {t('models.do.copy')}
      </MenuItem>
    </Menu>
  );
}
