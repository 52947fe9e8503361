import { useTranslation } from 'react-i18next';
import { byMonth, expiries, renews } from '#renderer/features/overview/expiry.ts';
import styles from '#renderer/features/overview/expiry-dialog.module.css';
import { ExpiryRow } from '#renderer/features/overview/expiry-row.tsx';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';

/** The calendar of everything that ends, month by month; sign-ins that renew themselves stand apart. */
export default function ExpiryDialog() {
  const { t, i18n } = useTranslation();
  const { ui } = useApp();
  const now = useNow();
  const all = expiries(useTopic('profiles')?.agents ?? []);
  const renewing = all.filter(renews);
  const months = byMonth(
    all.filter((one) => !renews(one)),
    now,
    i18n.language,
  );
  return (
    <Dialog wide title={t('expiry.allTitle')} description={t('expiry.allBody')} onClose={ui.close}>
      {all.length === 0 && <p>{t('expiry.none')}</p>}
      {months.map(({ key, name, expiries: members }) => (
        <section key={key}>
          <h3 className={styles.month}>{name ?? t('expiry.past')}</h3>
          <ul>
            {members.map((one) => (
              <ExpiryRow key={`${one.agent}/${one.profile.id}`} expiry={one} exact />
            ))}
          </ul>
        </section>
      ))}
      {renewing.length > 0 && (
        <section>
          <h3 className={styles.month}>{t('expiry.renewing')}</h3>
          <ul>
            {renewing.map((one) => (
              <ExpiryRow key={`${one.agent}/${one.profile.id}`} expiry={one} exact />
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}
