import { ChevronsUpDown } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderView } from '#core/contract/topics.ts';
import styles from '#renderer/features/profiles/credential-form.module.css';
import { CredentialForm } from '#renderer/features/profiles/credential-form.tsx';
import { type Method, methodsOf } from '#renderer/features/profiles/methods.ts';
import { SignInPanel } from '#renderer/features/profiles/sign-in-panel.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';

interface CredentialStepsProps {
  agent: string;
  provider: ProviderView;
  /** The way to begin with; the provider's first when absent. */
  method?: Method | undefined;
  replace?: string | undefined;
  flow?: string | undefined;
  pasted: RefObject<string>;
  /** Back to the choice of a provider; absent when there is no choice. */
  onBack?: () => void;
  onProvider?: (provider: string) => void;
  onSaved: (id: string) => void;
}

/** The ways that a provider has, side by side, and the form of the chosen one. */
export function CredentialSteps(props: CredentialStepsProps) {
  const { agent, provider, replace, flow, pasted, onBack, onProvider, onSaved } = props;
  const { t } = useTranslation();
  const methods = methodsOf(provider);
  // Arrow keys choose among the ways: a field that took the focus at each step would end that.
  const [{ method, focus }, choose] = useState({ method: props.method ?? methods[0] ?? 'key', focus: true });
  return (
    <div className={styles.form}>
      {onBack && (
        <button
          type="button"
          className={styles.provider}
          onClick={onBack}
          aria-label={t('add.change', { name: provider.name })}
        >
          <ProviderMark id={provider.id} name={provider.name} />
          <span className={styles.name}>{provider.name}</span>
          <ChevronsUpDown size={15} aria-hidden className={styles.change} />
        </button>
      )}
      {methods.length > 1 && (
        <Segmented
          label={t('method.label')}
          value={method}
          options={methods.map((value) => ({ value, label: t(`method.${value}`) }))}
          onChange={(next) => choose({ method: next, focus: false })}
        />
      )}
      {method === 'signIn' ? (
        <SignInPanel agent={agent} provider={provider} replace={replace} flow={flow} onSaved={onSaved} />
      ) : (
        <CredentialForm
          key={method}
          agent={agent}
          provider={provider}
          method={method}
          replace={replace}
          pasted={pasted}
          autoFocus={focus}
          onMethod={(next) => choose({ method: next, focus: true })}
          {...(onProvider ? { onProvider } : {})}
          onSaved={onSaved}
        />
      )}
    </div>
  );
}
