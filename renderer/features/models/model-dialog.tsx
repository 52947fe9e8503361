import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CatalogModel } from '#core/contract/calls/models.ts';
import { useCatalog } from '#renderer/features/models/use-catalog.ts';
import { useModelActions } from '#renderer/features/models/use-model-actions.ts';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import type { ModelChoice } from '#renderer/state/ui.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Picker, type PickerItem } from '#renderer/ui/picker.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

/** Chooses a model for a role; those that a credential reaches come first. */
export default function ModelDialog({ agent, role = 'primary' }: { agent: string; role?: ModelChoice }) {
  const { t } = useTranslation();
  const { ui, simulation } = useApp();
  const actions = useModelActions();
  const models = useTopic('models');
  const catalog = useCatalog(agent);
  const nameOf = useProviderName();
  const own = models?.agents.find(({ id }) => id === agent);
  const keyless = new Set(models?.providers.filter(({ needsKey }) => !needsKey).map(({ id }) => id));
  const chosen: readonly (string | undefined)[] =
    role === 'fallbacks' || role === 'imageFallbacks'
      ? (own?.[role] ?? [])
      : role === 'allow'
        ? (models?.allowed ?? [])
        : role === 'simulate'
          ? []
          : [own?.[role]];

  const isReached = (model: CatalogModel) => model.reachable.length > 0 || keyless.has(model.provider);
  const item = (model: CatalogModel): PickerItem => ({
    id: model.ref,
    label: model.name,
    keywords: `${model.ref} ${model.alias ?? ''}`,
    group: isReached(model) ? nameOf(model.provider) : t('models.unreachedGroup'),
    icon: <ProviderMark id={model.provider} name={model.provider} size="sm" />,
    detail: chosen.includes(model.ref) ? (
      <Check size={15} aria-label={t('models.current')} />
    ) : (
      <code>{model.id}</code>
    ),
  });
  const all = catalog?.models ?? [];
  const items = [...all.filter(isReached), ...all.filter((model) => !isReached(model))].map(item);
  if (role === 'simulate') {
    items.unshift(
      {
        id: 'gatehouse',
        label: t('simulator.primary'),
        keywords: 'gatehouse default primary',
        detail: <code>gatehouse</code>,
      },
      ...Object.entries(models?.aliases ?? {}).map(([alias, ref]) => ({
        id: alias,
        label: alias,
        keywords: ref,
        group: t('aliases.title'),
        detail: <code>{ref}</code>,
      })),
    );
  }
  if (role === 'allow') {
    items.unshift(
      ...(models?.providers ?? []).map(({ id, name }) => ({
        id: `${id}/*`,
        label: t('allowed.everyOf', { name }),
        keywords: id,
        group: t('allowed.wholeProviders'),
        icon: <ProviderMark id={id} name={name} size="sm" />,
      })),
    );
  }

  function pick(id: string) {
    ui.close();
    if (role === 'primary') void actions.setPrimary(agent, id);
    else if (role === 'image' || role === 'utility') void actions.setRole(agent, role, id);
    else if (role === 'simulate') simulation.ask({ model: id, fail: {} });
    else if (role !== 'allow') void actions.addTo(agent, role, id);
    else if (!models?.allowed?.includes(id)) void actions.setAllowed([...(models?.allowed ?? []), id]);
  }
  return (
    <Dialog
      title={t(`models.pick.${role}.title`)}
      description={t(`models.pick.${role}.body`)}
      onClose={ui.close}
    >
      {catalog?.error && !catalog.models && <ErrorNotice error={catalog.error} />}
      {!catalog?.models && !catalog?.error && <Skeleton />}
      {catalog?.models && (
        <Picker
          label={t('models.search')}
          placeholder={t('models.search')}
          items={items}
          empty={t('models.empty')}
          onPick={({ id }) => pick(id)}
        />
      )}
    </Dialog>
  );
}
