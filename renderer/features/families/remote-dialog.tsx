import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '#renderer/state/react.ts';
import { Field, SecretField } from '#renderer/ui/field.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** A gateway elsewhere, by its address. Its token goes from the field to the vault and is kept nowhere here. */
export default function RemoteDialog() {
  const { t } = useTranslation();
  const { host } = useApp();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [ssh, setSsh] = useState('');
  const token = useRef<HTMLInputElement>(null);
  return (
    <FormDialog
      title={t('families.remoteTitle')}
      description={t('families.remoteBody')}
      action={t('families.remoteDo')}
      incomplete={name.trim() === '' || !/^(https?|wss?):\/\/\S+$/i.test(url.trim())}
      done={t('families.remoteDone', { name: name.trim() })}
      run={() => {
        const secret = token.current?.value ?? '';
        return host.invoke('families.addRemote', {
          name: name.trim(),
          url: url.trim(),
          ...(secret === '' ? {} : { token: secret }),
          ...(ssh.trim() === '' ? {} : { ssh: ssh.trim() }),
        });
      }}
    >
      <Field
        label={t('families.name')}
        value={name}
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        mono
        label={t('families.url')}
        placeholder={t('families.urlHint')}
        value={url}
        onChange={(event) => setUrl(event.target.value)}
      />
      <SecretField ref={token} label={t('families.token')} hint={t('families.tokenHint')} />
      <Field
        mono
        label={t('families.ssh')}
        hint={t('families.sshHint')}
        value={ssh}
        onChange={(event) => setSsh(event.target.value)}
      />
    </FormDialog>
  );
}
