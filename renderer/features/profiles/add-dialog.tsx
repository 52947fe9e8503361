import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddDone } from '#renderer/features/profiles/add-done.tsx';
import { AddKeyForm } from '#renderer/features/profiles/add-key-form.tsx';
import { keyShape } from '#renderer/features/profiles/key-field.tsx';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Picker, type PickerItem } from '#renderer/ui/picker.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';

type Step =
  | { step: 'provider' }
  | { step: 'key'; provider: string }
  | { step: 'done'; id: string; provider: string };

/** Provider, key, done. A key that is pasted into the search goes straight to the key field and is never shown. */
export default function AddDialog({ agent, provider }: { agent: string; provider?: string }) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const providers = useTopic('models')?.providers ?? [];
  const [step, setStep] = useState<Step>(provider ? { step: 'key', provider } : { step: 'provider' });
  // Between the paste and the mounting of the field that takes it, and for no longer.
  const pasted = useRef('');

  const items: PickerItem[] = providers.map((one) => ({
    id: one.id,
    label: one.name,
    keywords: one.id,
    icon: <ProviderMark id={one.id} name={one.name} size="sm" />,
    detail: one.needsKey ? (one.custom ? t('add.custom') : undefined) : t('add.keyless'),
  }));
  const chosen = step.step === 'provider' ? undefined : providers.find(({ id }) => id === step.provider);
  const restart = () => setStep({ step: 'provider' });

  return (
    <Dialog
      title={step.step === 'done' ? t('add.doneTitle', { name: chosen?.name ?? '' }) : t('add.title')}
      description={step.step === 'provider' ? t('add.body') : undefined}
      onClose={ui.close}
    >
      {step.step === 'provider' && (
        <Picker
          label={t('add.search')}
          placeholder={t('add.search')}
          items={items}
          empty={t('add.empty')}
          onPick={({ id }) => setStep({ step: 'key', provider: id })}
          onPasteText={(text) => {
            const shape = keyShape(text);
            if (!shape.provider || !providers.some(({ id }) => id === shape.provider)) return false;
            pasted.current = text.trim();
            setStep({ step: 'key', provider: shape.provider });
            return true;
          }}
        />
      )}
      {step.step === 'key' && (
        <AddKeyForm
          key={step.provider}
          agent={agent}
          provider={chosen}
          pasted={pasted}
          onBack={restart}
          onSwitch={(id) => setStep({ step: 'key', provider: id })}
          onSaved={(id) => setStep({ step: 'done', id, provider: step.provider })}
        />
      )}
      {step.step === 'done' && <AddDone agent={agent} id={step.id} onAgain={restart} onClose={ui.close} />}
    </Dialog>
  );
}
