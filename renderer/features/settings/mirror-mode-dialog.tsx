import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/settings/security.module.css';
import { useTargetName } from '#renderer/features/settings/use-target-name.ts';
import { mirrorTargets } from '#renderer/state/mirrors.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Check } from '#renderer/ui/check.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';

/** References or plain text. Plain text needs a consent of its own, with the files that it is about. */
export default function MirrorModeDialog({ target }: { target: string }) {
  const { t } = useTranslation();
  const { mirrors } = useApp();
  const name = useTargetName()(target);
  const known = mirrorTargets(useTopic('profiles')?.mirrors ?? []).find((one) => one.target === target);
  const [mode, setMode] = useState(known?.mode ?? 'reference');
  const [consent, setConsent] = useState(false);
  if (!known) return null;
  const plain = mode === 'plain';
  const asks = plain && known.mode !== 'plain';
  return (
    <FormDialog
      title={t('mirrorMode.title', { target: name })}
      description={t('mirrorMode.body')}
      action={t(plain ? 'mirrorMode.doPlain' : 'mirrorMode.doReference')}
      danger={plain}
      incomplete={mode === known.mode || (asks && !consent)}
      done={t(plain ? 'mirrorMode.donePlain' : 'mirrorMode.doneReference')}
      run={() => mirrors.setMode(target, mode)}
    >
      <Choice
        label={t('mirrorMode.title', { target: name })}
        value={mode}
        options={(['reference', 'plain'] as const).map((value) => ({
          value,
          title: t(`mirrorMode.${value}`),
          help: t(`mirrorMode.${value}Help`),
        }))}
        onChange={setMode}
      />
      {asks && (
        <div className={styles.consent}>
          <Check checked={consent} onChange={setConsent}>
            {t('mirrorMode.consent')}
          </Check>
          <ul className={styles.paths}>
            {known.mirrors.map(({ path }) => (
              <li key={path}>
                <code>{path}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
    </FormDialog>
  );
}
