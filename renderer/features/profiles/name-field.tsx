import { useTranslation } from 'react-i18next';
import { useTopic } from '#renderer/state/react.ts';
import { Field } from '#renderer/ui/field.tsx';

interface NameFieldProps {
  agent: string;
  provider: string;
  value: string;
  onChange: (name: string) => void;
}

/** The part of a profile's id after the colon; the first of a provider is `default`. */
export function NameField({ agent, provider, value, onChange }: NameFieldProps) {
  const { t } = useTranslation();
  const existing = useTopic('profiles')?.agents.find(({ id }) => id === agent)?.profiles ?? [];
  const first = existing.every((profile) => profile.provider !== provider);
  return (
    <Field
      label={t('add.name')}
      placeholder={first ? 'default' : t('add.namePlaceholder')}
      value={value}
      maxLength={120}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
      hint={value.trim() ? <code>{`${provider}:${value.trim()}`}</code> : t('add.nameHint')}
    />
  );
}
