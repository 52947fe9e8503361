import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CredentialSteps } from '#renderer/features/profiles/credential-steps.tsx';
import { methodOfProfile } from '#renderer/features/profiles/methods.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';

/** A new secret of any type for the same profile; the old one is gone once the new one is stored. */
export default function ReplaceDialog({ agent, id, flow }: { agent: string; id: string; flow?: string }) {
  const { t } = useTranslation();
  const { ui, toasts } = useApp();
  const pasted = useRef('');
  const profile = useTopic('profiles')
    ?.agents.find((one) => one.id === agent)
    ?.profiles.find((one) => one.id === id);
  const providerId = id.slice(0, id.indexOf(':'));
  const provider = useTopic('models')?.providers.find((one) => one.id === providerId);
  if (!provider) return null;
  const method = profile ? methodOfProfile(profile, provider) : undefined;
  return (
    <Dialog
      title={t(method === 'signIn' ? 'replace.titleAgain' : 'replace.title')}
      description={t('replace.body', { id })}
      onClose={ui.close}
    >
      <CredentialSteps
        agent={agent}
        provider={provider}
        method={flow === undefined ? method : 'signIn'}
        replace={id}
        flow={flow}
        pasted={pasted}
        onSaved={() => {
          toasts.show({ tone: 'good', title: t('replace.done', { id }) });
          ui.close();
        }}
      />
    </Dialog>
  );
}
