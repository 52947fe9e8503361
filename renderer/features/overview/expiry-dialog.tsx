import { CalendarPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { expiryCalendar, expiryIcs } from '#core/status/calendar.ts';
import { byMonth, expiries, renews } from '#renderer/features/overview/expiry.ts';
import styles from '#renderer/features/overview/expiry-dialog.module.css';
import { ExpiryRow } from '#renderer/features/overview/expiry-row.tsx';
import { saveFile } from '#renderer/lib/save-file.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';

/** The calendar of everything that ends, month by month; sign-ins that renew themselves stand apart. */
export default function ExpiryDialog() {
  const { t, i18n } = useTranslation();
  const { ui, toasts } = useApp();
  const now = useNow();
  const agents = useTopic('profiles')?.agents ?? [];
  const all = expiries(agents);
  const renewing = all.filter(renews);
  const months = byMonth(
    all.filter((one) => !renews(one)),
    now,
    i18n.language,
  );
  return (
    <Dialog wide title={t('expiry.allTitle')} description={t('expiry.allBody')} onClose={ui.close}>
      {all.length > 0 && (
        <p className={styles.save}>
          <Button
            size="sm"
            icon={<CalendarPlus size={15} aria-hidden />}
            onClick={() => {
              saveFile('gatehouse-expiry.ics', 'text/calendar', expiryIcs(expiryCalendar(agents, now), now));
              toasts.show({ tone: 'good', title: t('expiry.calendarSaved') });
            }}
          >
            {t('expiry.calendar')}
          </Button>
        </p>
      )}
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
