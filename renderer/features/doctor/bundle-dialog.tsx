import { CircleCheck, FileText, Save } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '#core/contract/calls.ts';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/doctor/bundle-dialog.module.css';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { Dialog, DialogFooter } from '#renderer/ui/dialog.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

type Files = CallOutput<'doctor.bundle'>['files'];

/** Everything that would go into the bundle, to be read before it is saved. */
export default function BundleDialog() {
  const { t, i18n } = useTranslation();
  const { host, ui } = useApp();
  const [files, setFiles] = useState<Files>();
  const [error, setError] = useState<CallError>();
  const [chosen, setChosen] = useState(0);
  const [saving, setSaving] = useState(false);
  const [path, setPath] = useState<string>();
  useEffect(() => {
    void host.invoke('doctor.bundle', {}).then((result) => {
      if (result.ok) setFiles(result.value.files);
      else setError(result.error);
    });
  }, [host]);
  async function save() {
    setSaving(true);
    setError(undefined);
    const result = await host.invoke('doctor.saveBundle', {});
    setSaving(false);
    if (result.ok) setPath(result.value.path);
    else setError(result.error);
  }
  const shown = files?.[chosen];
  const size = (text: string) =>
    new Intl.NumberFormat(i18n.language, {
      style: 'unit',
      unit: 'kilobyte',
      maximumFractionDigits: 1,
    }).format(new TextEncoder().encode(text).length / 1_000);
  return (
    <Dialog wide title={t('doctor.bundleTitle')} description={t('doctor.bundleBody')} onClose={ui.close}>
      {error && <ErrorNotice error={error} />}
      {!files && !error && <Skeleton rows={4} />}
      {files && (
        <div className={styles.parts}>
          <ul className={styles.files} aria-label={t('doctor.bundleFiles')}>
            {files.map((file, index) => (
              <li key={file.name}>
                <button
                  type="button"
                  className={styles.file}
                  aria-pressed={index === chosen}
                  onClick={() => setChosen(index)}
                >
                  <FileText size={14} aria-hidden />
                  <span className={styles.name}>{file.name}</span>
                  <span className={styles.size}>{size(file.text)}</span>
                </button>
              </li>
            ))}
          </ul>
          {shown && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard.
            <section className={styles.text} tabIndex={0} aria-label={shown.name}>
              <pre>{shown.text || t('doctor.bundleEmpty')}</pre>
            </section>
          )}
        </div>
      )}
      {path && (
        <p className={styles.saved} role="status">
          <CircleCheck size={16} aria-hidden />
          <span>
            {t('doctor.bundleSaved')} <code>{path}</code>
          </span>
          <CopyButton label={t('settings.copyPath', { name: t('doctor.bundleTitle') })} copy={path} />
        </p>
      )}
      <DialogFooter>
        <Button onClick={ui.close}>{t(path ? 'common.done' : 'common.cancel')}</Button>
        {!path && (
          <Button
            look="primary"
            icon={<Save size={15} aria-hidden />}
            busy={saving}
            disabled={!files}
            onClick={() => void save()}
          >
            {t('doctor.bundleSave')}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}
