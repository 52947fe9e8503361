import { Lock } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenCredential } from '#core/contract/calls/profiles.ts';
import type { CallError } from '#core/contract/error.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/onboarding/onboarding-screen.module.css';
import { secretShape } from '#renderer/features/profiles/key-field.tsx';
import { fieldNames, methodsOf } from '#renderer/features/profiles/methods.ts';
import { recogniseToken } from '#renderer/features/profiles/recognise-key.ts';
import { useGoesTo } from '#renderer/features/profiles/use-goes-to.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { SecretField } from '#renderer/ui/field.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { Select } from '#renderer/ui/select.tsx';

interface PasteKeyProps {
  agent: string;
  /** Something can be stored now. */
  open: boolean;
  onAdded: (profile: string) => void;
}

/** One field: whose key it is, is told by its shape where that is safe, and asked otherwise. */
export function PasteKey({ agent, open, onAdded }: PasteKeyProps) {
  const { t } = useTranslation();
  const speech = useSpeech();
  const { profiles } = useApp();
  const providers = useTopic('models')?.providers ?? [];
  const goesTo = useGoesTo(agent);
  const field = useRef<HTMLInputElement>(null);
  const [seen, setSeen] = useState<{ filled: boolean; key?: string | undefined; token?: string | undefined }>(
    {
      filled: false,
    },
  );
  const [chosen, setChosen] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const known = providers.find(({ id }) => id === (seen.token ?? seen.key));
  const provider = known?.id ?? (chosen || undefined);

  function look(value: string) {
    const { filled, provider: key } = secretShape(value);
    setSeen({ filled, key, token: providers.find(({ token }) => recogniseToken(value, token))?.id });
    setError(undefined);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const secret = field.current?.value.trim() ?? '';
    if (busy || secret === '' || provider === undefined) return;
    const credential: GivenCredential =
      seen.token === undefined ? { type: 'api_key', key: secret } : { type: 'token', token: secret };
    setBusy(true);
    const result = await profiles.add({ agent, provider, credential });
    setBusy(false);
    // The key stays in its field, so that the person can mend the cause and try again.
    if (!result.ok) return setError(result.error);
    if (field.current) field.current.value = '';
    void profiles.test(agent, result.value.id);
    onAdded(result.value.id);
  }

  return (
    <Card title={t('onboarding.paste')}>
      <form className={styles.paste} onSubmit={submit} autoComplete="off">
        <SecretField
          ref={field}
          name={fieldNames.secret}
          label={t('onboarding.pasteLabel')}
          placeholder={t('key.placeholder')}
          autoFocus
          disabled={!open}
          onChange={(event) => look(event.target.value)}
        />
        {seen.filled && (
          <p className={styles.seen} role="status">
            {known ? (
              <>
                <ProviderMark id={known.id} name={known.name} size="sm" />
                {t(seen.token ? 'onboarding.isToken' : 'onboarding.isKey', { name: known.name })}
              </>
            ) : (
              <>
                {t('onboarding.whose')}
                <Select
                  label={t('onboarding.whose')}
                  value={chosen}
                  options={[
                    { value: '', label: t('onboarding.choose'), disabled: true },
                    ...providers
                      .filter((one) => one.needsKey && methodsOf(one).includes('key'))
                      .map(({ id, name }) => ({ value: id, label: name })),
                  ]}
                  onChange={setChosen}
                />
              </>
            )}
          </p>
        )}
        {seen.token && known?.token?.note && (
          <Notice tone="warn" title={heard(known.token, 'note', speech) ?? ''} />
        )}
        {error && <ErrorNotice error={error} />}
        <p className={styles.where}>
          <Lock size={14} aria-hidden /> {goesTo}
        </p>
        <div className={styles.actions}>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={!open || !seen.filled || provider === undefined}
          >
            {busy ? t('add.saving') : t('onboarding.useKey')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
