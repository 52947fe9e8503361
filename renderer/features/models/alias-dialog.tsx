import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCatalog } from '#renderer/features/models/use-catalog.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Field } from '#renderer/ui/field.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

const aliasPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Gives a model a short name, or a short name another model. */
export default function AliasDialog({ alias, model }: { alias?: string; model?: string }) {
  const { t } = useTranslation();
  const { models } = useApp();
  const known = useTopic('models')?.aliases ?? {};
  const catalog = useCatalog('main')?.models ?? [];
  const [name, setName] = useState(alias ?? '');
  const [ref, setRef] = useState(model ?? '');
  const taken = name !== alias && Object.hasOwn(known, name) ? known[name] : undefined;
  return (
    <FormDialog
      title={t(alias ? 'aliases.editTitle' : 'aliases.addTitle')}
      description={t('aliases.help')}
      action={t('common.save')}
      incomplete={!aliasPattern.test(name.trim()) || ref.trim() === ''}
      run={async () => {
        const saved = await models.setAlias(name.trim(), ref.trim());
        // Renamed: the old name goes only once the new one is there.
        if (saved.ok && alias && alias !== name.trim()) return models.setAlias(alias, null);
        return saved;
      }}
      done={t('aliases.saved', { alias: name.trim() })}
    >
      <Field
        label={t('aliases.name')}
        value={name}
        mono
        autoFocus={alias === undefined}
        hint={taken ? t('aliases.taken', { model: taken }) : t('aliases.nameHint')}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={t('aliases.model')}
        value={ref}
        mono
        list="gatehouse-model-refs"
        autoFocus={alias !== undefined}
        hint={t('aliases.modelHint')}
        onChange={(event) => setRef(event.target.value)}
      />
      <datalist id="gatehouse-model-refs">
        {catalog.slice(0, 500).map((one) => (
          <option key={one.ref} value={one.ref}>
            {one.name}
          </option>
        ))}
      </datalist>
    </FormDialog>
  );
}
