import { HardDriveDownload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/profiles/add-dialog.module.css';
import { AddDone } from '#renderer/features/profiles/add-done.tsx';
import { CredentialSteps } from '#renderer/features/profiles/credential-steps.tsx';
import { secretShape } from '#renderer/features/profiles/key-field.tsx';
import type { Method } from '#renderer/features/profiles/methods.ts';
import { methodsOf } from '#renderer/features/profiles/methods.ts';
import { recogniseToken } from '#renderer/features/profiles/recognise-key.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Picker, type PickerItem } from '#renderer/ui/picker.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';

type Step =
  | { step: 'provider' }
  | { step: 'credential'; provider: string; method?: Method }
  | { step: 'done'; id: string; provider: string };

interface AddDialogProps {
  agent: string;
  provider?: string;
  /** A sign-in that waits already. */
  flow?: string;
  method?: Method;
}

/**
 * Provider, credential, done. A key that is pasted into the search goes straight to its field and is never shown.
 */
export default function AddDialog({ agent, provider, flow, method }: AddDialogProps) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const providers = useTopic('models')?.providers ?? [];
  const first = flow === undefined ? method : 'signIn';
  const [step, setStep] = useState<Step>(
    provider ? { step: 'credential', provider, ...(first ? { method: first } : {}) } : { step: 'provider' },
  );
  // Between the paste and the mounting of the field that takes it, and for no longer.
  const pasted = useRef('');

  const items: PickerItem[] = providers.map((one) => ({
    id: one.id,
    label: one.name,
    keywords: one.id,
    icon: <ProviderMark id={one.id} name={one.name} size="sm" />,
    detail: one.custom
      ? t('add.custom')
      : one.needsKey
        ? methodsOf(one)
            .filter((way) => way !== 'reference')
            .map((way) => t(`method.${way}`))
            .join(' · ')
        : t('add.keyless'),
  }));
  const chosen = step.step === 'provider' ? undefined : providers.find(({ id }) => id === step.provider);
  const restart = () => setStep({ step: 'provider' });

  function takePasted(text: string): boolean {
    const owner = providers.find(({ token }) => recogniseToken(text, token));
    const found = owner?.id ?? secretShape(text).provider;
    if (!found || !providers.some(({ id }) => id === found)) return false;
    pasted.current = text.trim();
    setStep({ step: 'credential', provider: found, method: owner ? 'token' : 'key' });
    return true;
  }

  return (
    <Dialog
      title={step.step === 'done' ? t('add.doneTitle', { name: chosen?.name ?? '' }) : t('add.title')}
      description={step.step === 'provider' ? t('add.body') : undefined}
      onClose={ui.close}
    >
      {step.step === 'provider' && (
        <>
          <Picker
            label={t('add.search')}
            placeholder={t('add.search')}
            items={items}
            empty={t('add.empty')}
            onPick={({ id }) => setStep({ step: 'credential', provider: id })}
            onPasteText={takePasted}
          />
          <div className={styles.find}>
            <Button
              look="ghost"
              icon={<HardDriveDownload size={15} aria-hidden />}
              onClick={() => ui.open({ kind: 'import', agent })}
            >
              {t('add.find')}
            </Button>
          </div>
        </>
      )}
      {step.step === 'credential' && chosen && (
        <CredentialSteps
          key={step.provider}
          agent={agent}
          provider={chosen}
          method={step.method}
          flow={flow}
          pasted={pasted}
          onBack={restart}
          onProvider={(id) => setStep({ step: 'credential', provider: id, method: 'key' })}
          onSaved={(id) => setStep({ step: 'done', id, provider: step.provider })}
        />
      )}
      {step.step === 'done' && <AddDone agent={agent} id={step.id} onAgain={restart} onClose={ui.close} />}
    </Dialog>
  );
}
