import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '#core/contract/calls.ts';
import type { CallError } from '#core/contract/error.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/families/adopt-dialog.module.css';
import { useInstallation } from '#renderer/features/families/use-installation.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useApp } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Check } from '#renderer/ui/check.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

type Preview = CallOutput<'families.preview'>;

/** Nothing is written before every change was shown, with what stands there now. */
export default function AdoptDialog({ id }: { id: string }) {
  const { t } = useTranslation();
  const { host } = useApp();
  const installation = useInstallation(id);
  const [mode, setMode] = useState<Preview['mode']>();
  const [preview, setPreview] = useState<Preview>();
  const [error, setError] = useState<CallError>();
  const [consent, setConsent] = useState(false);
  useEffect(() => {
    let gone = false;
    setError(undefined);
    void host.invoke('families.preview', { id, ...(mode ? { mode } : {}) }).then((result) => {
      if (gone) return;
      if (result.ok) setPreview(result.value);
      else setError(result.error);
    });
    return () => {
      gone = true;
    };
  }, [host, id, mode]);
  const name = installation?.label ?? id;
  const shown = mode ?? preview?.mode;
  const plain = shown === 'plain';
  return (
    <FormDialog
      wide
      title={t('families.adoptTitle', { name })}
      description={t('families.adoptBody')}
      action={t('families.adoptDo')}
      incomplete={!preview || error !== undefined || (plain && !consent)}
      done={t('families.adopted', { name })}
      run={() => host.invoke('families.adopt', { id, ...(shown ? { mode: shown } : {}) })}
    >
      {shown && installation?.references !== false && (
        <Choice
          label={t('families.mode')}
          value={shown}
          options={(['reference', 'plain'] as const).map((value) => ({
            value,
            title: t(`mirrorMode.${value}`),
            help: t(`mirrorMode.${value}Help`),
          }))}
          onChange={setMode}
        />
      )}
      {error && <ErrorNotice error={error} />}
      {!preview && !error && <Skeleton rows={4} />}
      {preview && <Changes preview={preview} />}
      {plain && (
        <Check checked={consent} onChange={setConsent}>
          {t('families.consent')}
        </Check>
      )}
    </FormDialog>
  );
}

function Changes({ preview }: { preview: Preview }) {
  const speech = useSpeech();
  const { t } = useTranslation();
  if (preview.changes.length === 0) return <p>{t('families.noChanges')}</p>;
  const files = [...new Set(preview.changes.map(({ file }) => file))];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard.
    <section className={styles.changes} tabIndex={0} aria-label={t('families.adoptBody')}>
      {files.map((file) => (
        <section key={file}>
          <h3 className={styles.file}>
            <code>{file}</code>
          </h3>
          <ul>
            {preview.changes
              .filter((change) => change.file === file)
              .map((change) => (
                <li key={change.key} className={styles.change}>
                  <p className={styles.key}>
                    <code>{change.key || t('families.wholeFile')}</code>
                    {change.restarts && <Badge tone="warn">{t('families.restarts')}</Badge>}
                  </p>
                  <p className={styles.why}>{heard(change, 'why', speech)}</p>
                  <dl className={styles.pair}>
                    <dt>{t('families.before')}</dt>
                    <dd data-side="before">
                      {change.before === undefined ? t('families.nothing') : <code>{change.before}</code>}
                    </dd>
                    <dt>{t('families.after')}</dt>
                    <dd data-side="after">
                      {change.after === undefined ? t('families.nothing') : <code>{change.after}</code>}
                    </dd>
                  </dl>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
