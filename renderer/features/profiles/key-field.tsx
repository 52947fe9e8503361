import { ExternalLink } from 'lucide-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderView } from '#core/contract/topics.ts';
import styles from '#renderer/features/profiles/key-field.module.css';
import { recogniseKey } from '#renderer/features/profiles/recognise-key.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { SecretField } from '#renderer/ui/field.tsx';
import shippedProviders from '#resources/providers.json' with { type: 'json' };

interface KeyFieldProps {
  /** The key lives in this element alone and is read from it when it is sent. */
  inputRef: Ref<HTMLInputElement>;
  provider: ProviderView | undefined;
  /** Which provider's shape the key has, after each change; never the key. */
  onShape: (seen: { filled: boolean; provider: string | undefined }) => void;
}

export function KeyField({ inputRef, provider, onShape }: KeyFieldProps) {
  const { t } = useTranslation();
  const actions = useActions();
  const url = provider?.keyUrl;
  return (
    <SecretField
      ref={inputRef}
      name="gatehouse-key"
      label={t('key.label')}
      placeholder={provider?.keyHint ?? t('key.placeholder')}
      autoFocus
      aside={
        url && (
          <button type="button" className={styles.link} onClick={() => void actions.openExternal(url)}>
            {t('key.get')} <ExternalLink size={13} aria-hidden />
          </button>
        )
      }
      onChange={(event) => onShape(keyShape(event.target.value))}
    />
  );
}

export const keyShape = (key: string) => ({
  filled: key.trim() !== '',
  provider: recogniseKey(key, shippedProviders),
});
