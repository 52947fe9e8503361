import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderView } from '#core/contract/topics.ts';
import { heard } from '#core/say/say.ts';
import { fieldNames } from '#renderer/features/profiles/methods.ts';
import styles from '#renderer/features/profiles/token-fields.module.css';
import { useSpeech } from '#renderer/lib/speech.ts';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { Field, SecretField } from '#renderer/ui/field.tsx';
import { Notice } from '#renderer/ui/notice.tsx';

interface TokenFieldsProps {
  inputRef: RefObject<HTMLInputElement | null>;
  token: NonNullable<ProviderView['token']>;
  autoFocus: boolean;
  onChange: (value: string) => void;
}

/** A static token: what it may be used for comes first, then where it comes from. */
export function TokenFields({ inputRef, token, autoFocus, onChange }: TokenFieldsProps) {
  const { t } = useTranslation();
  const speech = useSpeech();
  return (
    <>
      {token.note && (
        <Notice tone="warn" title={t('token.use')}>
          {heard(token, 'note', speech)}
        </Notice>
      )}
      {token.command && (
        <div className={styles.how}>
          <p>{t('token.command')}</p>
          <span className={styles.command}>
            <code>{token.command}</code>
            <CopyButton label={t('common.copyCommand')} copy={token.command} />
          </span>
        </div>
      )}
      <SecretField
        ref={inputRef}
        name={fieldNames.secret}
        label={t('token.label')}
        placeholder={token.hint}
        autoFocus={autoFocus}
        onChange={(event) => onChange(event.target.value)}
      />
      <Field
        type="date"
        name={fieldNames.expires}
        label={t('token.expires')}
        hint={t('token.expiresHint')}
        min={new Date().toISOString().slice(0, 10)}
      />
    </>
  );
}
