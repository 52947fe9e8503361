import { FileText, SquareTerminal, Variable } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { fieldNames, type RefSource } from '#renderer/features/profiles/methods.ts';
import { Field } from '#renderer/ui/field.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';

const sources = [
  { value: 'env', Icon: Variable, example: 'OPENAI_API_KEY' },
  { value: 'file', Icon: FileText, example: '/providers/openai' },
  { value: 'exec', Icon: SquareTerminal, example: 'providers/openai' },
] as const;

interface ReferenceFieldsProps {
  autoFocus: boolean;
  source: RefSource;
  onSource: (source: RefSource) => void;
  onFilled: (filled: boolean) => void;
}

/** Where a secret lies, in the three words of a SecretRef; the host says what is wrong with it. */
export function ReferenceFields({ autoFocus, source, onSource, onFilled }: ReferenceFieldsProps) {
  const { t } = useTranslation();
  const example = sources.find(({ value }) => value === source)?.example;
  return (
    <>
      <Segmented
        label={t('reference.source')}
        value={source}
        options={sources.map(({ value, Icon }) => ({
          value,
          label: t(`reference.${value}`),
          icon: <Icon size={15} aria-hidden />,
        }))}
        onChange={onSource}
      />
      <Field
        name={fieldNames.refId}
        label={t(`reference.id.${source}`)}
        hint={t(`reference.hint.${source}`)}
        placeholder={example}
        mono
        autoFocus={autoFocus}
        autoComplete="off"
        maxLength={256}
        onChange={(event) => onFilled(event.target.value.trim() !== '')}
      />
      <Field
        name={fieldNames.refProvider}
        label={t('reference.provider')}
        hint={t('reference.providerHint')}
        placeholder="default"
        mono
        autoComplete="off"
        maxLength={64}
      />
    </>
  );
}
