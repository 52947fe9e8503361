import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Picker, type PickerItem } from '#renderer/ui/picker.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';

/** Chooses the primary model among those that a credential reaches, or that need none. */
export default function ModelDialog({ agent }: { agent: string }) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useActions();
  const models = useTopic('models');
  const profiles = useTopic('profiles')?.agents.find(({ id }) => id === agent)?.profiles ?? [];
  const primary = models?.agents.find(({ id }) => id === agent)?.primary;
  const reached = new Set(profiles.map(({ provider }) => provider));
  const items: PickerItem[] = (models?.providers ?? [])
    .filter(({ id, needsKey }) => !needsKey || reached.has(id))
    .flatMap((provider) =>
      provider.models.map((model) => {
        const ref = `${provider.id}/${model.id}`;
        return {
          id: ref,
          label: model.name,
          keywords: ref,
          group: provider.name,
          icon: <ProviderMark id={provider.id} name={provider.name} size="sm" />,
          detail:
            ref === primary ? <Check size={15} aria-label={t('models.current')} /> : <code>{model.id}</code>,
        };
      }),
    );
  return (
    <Dialog title={t('models.title')} description={t('models.body')} onClose={ui.close}>
      <Picker
        label={t('models.search')}
        placeholder={t('models.search')}
        items={items}
        empty={t('models.empty')}
        onPick={({ id }) => {
          ui.close();
          void actions.setPrimary(agent, id);
        }}
      />
    </Dialog>
  );
}
