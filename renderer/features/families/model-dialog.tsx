import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstallation } from '#renderer/features/families/use-installation.ts';
import { useApp } from '#renderer/state/react.ts';
import { Field } from '#renderer/ui/field.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** Which model that gateway asks first; it knows its own models, so the name is typed. */
export default function FamilyModelDialog({ id, agent }: { id: string; agent: string }) {
  const { t } = useTranslation();
  const { host } = useApp();
  const installation = useInstallation(id);
  const now = installation?.agents.find((one) => one.id === agent)?.primary ?? '';
  const [model, setModel] = useState(now);
  const ref = model.trim();
  return (
    <FormDialog
      title={t('families.modelTitle', { name: installation?.label ?? id })}
      action={t('families.modelDo')}
      incomplete={ref === '' || ref === now || !ref.includes('/')}
      done={t('families.modelDone')}
      run={() => host.invoke('families.setPrimary', { id, agent, model: ref })}
    >
      <Field
        mono
        label={t('families.setModel')}
        hint={t('families.modelHint')}
        value={model}
        autoFocus
        onChange={(event) => setModel(event.target.value)}
      />
    </FormDialog>
  );
}
