import { useTranslation } from 'react-i18next';
import { changedFields } from '#renderer/features/profiles/changed-fields.ts';
import { dayOf } from '#renderer/features/profiles/methods.ts';
import { useProfile } from '#renderer/features/profiles/use-profile.ts';
import { useApp } from '#renderer/state/react.ts';
import { Field, TextArea } from '#renderer/ui/field.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** Words of a person's own about a credential, and its end. */
export default function EditDialog({ agent, id }: { agent: string; id: string }) {
  const { t } = useTranslation();
  const { profiles } = useApp();
  const profile = useProfile(agent, id);
  if (!profile) return null;
  return (
    <FormDialog
      title={t('edit.title')}
      description={t('edit.body')}
      action={t('common.save')}
      done={t('edit.done', { id })}
      run={async (data) => {
        const fields = changedFields(profile, data);
        return Object.keys(fields).length === 0 ? undefined : profiles.edit({ agent, id, ...fields });
      }}
    >
      <Field
        name="label"
        label={t('edit.label')}
        defaultValue={profile.label ?? ''}
        placeholder={profile.name}
        maxLength={120}
        autoFocus
        hint={t('edit.labelHint')}
      />
      <TextArea name="note" label={t('edit.note')} defaultValue={profile.note ?? ''} maxLength={2000} />
      {/* The end of a sign-in is the provider's to say. */}
      {profile.type !== 'oauth' && (
        <Field
          type="date"
          name="expires"
          label={t('edit.expires')}
          defaultValue={profile.expires === undefined ? '' : dayOf(profile.expires)}
          hint={t('edit.expiresHint')}
        />
      )}
    </FormDialog>
  );
}
