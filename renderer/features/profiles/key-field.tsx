import { ExternalLink } from 'lucide-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderView } from '#core/contract/topics.ts';
import styles from '#renderer/features/profiles/key-field.module.css';
import { fieldNames } from '#renderer/features/profiles/methods.ts';
import { recogniseKey, recogniseToken } from '#renderer/features/profiles/recognise-key.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { SecretField } from '#renderer/ui/field.tsx';
import shippedProviders from '#resources/providers.json' with { type: 'json' };

interface KeyFieldProps {
  /** The key lives in this element alone and is read from it when it is sent. */
  inputRef: Ref<HTMLInputElement>;
  provider: ProviderView;
  autoFocus: boolean;
  onChange: (value: string) => void;
}

export function KeyField({ inputRef, provider, autoFocus, onChange }: KeyFieldProps) {
  const { t } = useTranslation();
  const actions = useActions();
  const url = provider.keyUrl;
  return (
    <SecretField
      ref={inputRef}
      name={fieldNames.secret}
      label={t('key.label')}
      placeholder={provider.keyHint ?? t('key.placeholder')}
      autoFocus={autoFocus}
      aside={
        url && (
          <button type="button" className={styles.link} onClick={() => void actions.openExternal(url)}>
            {t('key.get')} <ExternalLink size={13} aria-hidden />
          </button>
        )
      }
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** What can be told about a secret in a field; never the secret. */
export interface SecretShape {
  filled: boolean;
  /** Whose API keys begin like this. */
  provider: string | undefined;
  /** It begins like the static tokens of the provider that was asked about. */
  token: boolean;
}
export const noShape: SecretShape = { filled: false, provider: undefined, token: false };

export const secretShape = (secret: string, provider?: ProviderView): SecretShape => ({
  filled: secret.trim() !== '',
  provider: recogniseKey(secret, shippedProviders),
  token: recogniseToken(secret, provider?.token),
});
