import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/models/names.module.css';
import type { ModelsPart } from '#renderer/features/models/shared.ts';
import { useModelActions } from '#renderer/features/models/use-model-actions.ts';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { modelName } from '#renderer/state/models.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';

const icon = { size: 15, 'aria-hidden': true } as const;

/** Short names for models, and which models may be asked for at all; both hold for every agent. */
export function Names(part: ModelsPart) {
  return (
    <div className={styles.names}>
      <Aliases {...part} />
      <Allowed {...part} />
    </div>
  );
}

function Aliases({ models, readOnly }: ModelsPart) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useModelActions();
  const aliases = Object.entries(models.aliases).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Card
      title={t('aliases.title')}
      aside={
        <Button
          size="sm"
          icon={<Plus {...icon} />}
          disabled={readOnly}
          onClick={() => ui.open({ kind: 'alias' })}
        >
          {t('aliases.add')}
        </Button>
      }
    >
      <p className={styles.help}>{t('aliases.help')}</p>
      {aliases.length === 0 && <p className={styles.empty}>{t('aliases.empty')}</p>}
      <ul className={styles.list}>
        {aliases.map(([alias, ref]) => {
          const { provider, name } = modelName(ref, models);
          return (
            <li key={alias} className={styles.row}>
              <code className={styles.alias}>{alias}</code>
              <span className={styles.means}>
                <ProviderMark id={provider} name={provider} size="sm" />
                <span className={styles.words}>
                  <span>{name}</span> <code>{ref}</code>
                </span>
              </span>
              <IconButton
                size="sm"
                label={t('aliases.edit', { alias })}
                icon={<Pencil {...icon} />}
                disabled={readOnly}
                onClick={() => ui.open({ kind: 'alias', alias, model: ref })}
              />
              <IconButton
                size="sm"
                label={t('aliases.remove', { alias })}
                icon={<Trash2 {...icon} />}
                disabled={readOnly}
                onClick={() => void actions.removeAlias(alias)}
              />
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Allowed({ agent, models, readOnly }: ModelsPart) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useModelActions();
  const nameOf = useProviderName();
  const { allowed } = models;
  const own = models.agents.find(({ id }) => id === agent);
  // A list begins with what is in use, so that turning it on stops nothing.
  const inUse = () => [
    ...new Set(
      models.agents.flatMap(({ primary, fallbacks, image, imageFallbacks, utility }) =>
        [primary, ...fallbacks, image, ...imageFallbacks, utility]
          .filter((name) => name !== undefined)
          .map((name) => models.aliases[name] ?? name),
      ),
    ),
  ];
  const words = (rule: string) => {
    if (rule.endsWith('/*')) return t('allowed.everyOf', { name: nameOf(rule.slice(0, -2)) });
    return modelName(rule, models).name;
  };
  return (
    <Card
      title={t('allowed.title')}
      aside={
        allowed && (
          <Button
            size="sm"
            icon={<Plus {...icon} />}
            disabled={readOnly}
            onClick={() => ui.open({ kind: 'model', agent, role: 'allow' })}
          >
            {t('allowed.add')}
          </Button>
        )
      }
    >
      <p className={styles.help}>{t('allowed.help')}</p>
      <Choice
        label={t('allowed.title')}
        value={allowed ? 'list' : 'all'}
        options={[
          { value: 'all', title: t('allowed.all'), help: t('allowed.allHelp'), disabled: readOnly },
          {
            value: 'list',
            title: t('allowed.list'),
            help: t('allowed.listHelp'),
            disabled: readOnly || (!allowed && own?.primary === undefined),
          },
        ]}
        onChange={(value) => void actions.setAllowed(value === 'all' ? null : inUse())}
      />
      {allowed && (
        <ul className={styles.list}>
          {allowed.map((rule) => (
            <li key={rule} className={styles.row}>
              <span className={styles.means}>
                <ProviderMark id={rule.split('/')[0] ?? ''} name={rule} size="sm" />
                <span className={styles.words}>
                  <span>{words(rule)}</span> <code>{rule}</code>
                </span>
              </span>
              <IconButton
                size="sm"
                label={t('allowed.remove', { model: rule })}
                icon={<Trash2 {...icon} />}
                // An empty list would mean that every model is allowed.
                disabled={readOnly || allowed.length === 1}
                onClick={() => void actions.setAllowed(allowed.filter((one) => one !== rule))}
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
