import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/settings/licences-dialog.module.css';
import { useApp } from '#renderer/state/react.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { SearchField } from '#renderer/ui/search-field.tsx';
import licences from '#resources/licences.json' with { type: 'json' };

/** What Gatehouse is made of. */
export default function LicencesDialog() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const shown = licences.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(wanted));
  return (
    <Dialog wide title={t('settings.licences')} description={t('settings.licencesOwn')} onClose={ui.close}>
      <SearchField label={t('common.search')} value={query} onChange={setQuery} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard. */}
      <section className={styles.scroll} tabIndex={0} aria-label={t('settings.licences')}>
        <ul>
          {shown.map(({ name, version, licence }) => (
            <li key={`${name} ${version}`} className={styles.row}>
              <span className={styles.name}>
                {name} <span className={styles.version}>{version}</span>
              </span>
              <span>{licence}</span>
            </li>
          ))}
        </ul>
      </section>
    </Dialog>
  );
}
