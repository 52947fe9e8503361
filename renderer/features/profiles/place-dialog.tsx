import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { credentialFrom, type RefSource } from '#renderer/features/profiles/methods.ts';
import styles from '#renderer/features/profiles/place-dialog.module.css';
import { ReferenceFields } from '#renderer/features/profiles/reference-fields.tsx';
import { useProfile } from '#renderer/features/profiles/use-profile.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** A secret in the vault becomes a reference, or what a reference points at is brought into the vault. */
export default function PlaceDialog({ agent, id }: { agent: string; id: string }) {
  const profile = useProfile(agent, id);
  if (!profile) return null;
  return profile.ref ? (
    <ToVault agent={agent} id={id} at={`${profile.ref.source}:${profile.ref.provider}:${profile.ref.id}`} />
  ) : (
    <ToReference agent={agent} id={id} />
  );
}

function ToVault({ agent, id, at }: { agent: string; id: string; at: string }) {
  const { t } = useTranslation();
  const { profiles } = useApp();
  const backend = useTopic('vault')?.backend ?? '';
  return (
    <FormDialog
      title={t('place.vaultTitle')}
      description={t('place.vaultBody', { id, backend })}
      action={t('place.toVault')}
      done={t('place.vaultDone', { id })}
      run={() => profiles.setPlace({ agent, id, place: { kind: 'vault' } })}
    >
      <p className={styles.now}>
        {t('place.now')} <code>{at}</code>
      </p>
    </FormDialog>
  );
}

function ToReference({ agent, id }: { agent: string; id: string }) {
  const { t } = useTranslation();
  const { profiles } = useApp();
  const [source, setSource] = useState<RefSource>('env');
  const [filled, setFilled] = useState(false);
  return (
    <FormDialog
      title={t('place.refTitle')}
      description={t('place.refBody', { id })}
      action={t('place.toRef')}
      incomplete={!filled}
      done={t('place.refDone', { id })}
      run={async (data) => {
        const given = credentialFrom('reference', data, { source, of: 'api_key' });
        if (given.type !== 'reference') return undefined;
        return profiles.setPlace({ agent, id, place: { kind: 'ref', ref: given.ref } });
      }}
    >
      <ReferenceFields autoFocus source={source} onSource={setSource} onFilled={setFilled} />
    </FormDialog>
  );
}
