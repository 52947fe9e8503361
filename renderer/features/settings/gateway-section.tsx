import { useTranslation } from 'react-i18next';
import { BudgetRow } from '#renderer/features/settings/budget-row.tsx';
import { numberOf } from '#renderer/features/settings/numbers.ts';
import { PortRow } from '#renderer/features/settings/port-row.tsx';
import { Row } from '#renderer/features/settings/row.tsx';
import { ServiceCard } from '#renderer/features/settings/service-card.tsx';
import { useSettings } from '#renderer/features/settings/use-settings.ts';
import { ValueField } from '#renderer/features/settings/value-field.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Select } from '#renderer/ui/select.tsx';

const switches = ['allow', 'announce', 'hold'] as const;

export function GatewaySection() {
  const { t, i18n } = useTranslation();
  const { settings, change } = useSettings();
  if (!settings) return null;
  const { gateway } = settings;
  const number = new Intl.NumberFormat(i18n.language, { useGrouping: false });
  const positive = (text: string) => ((numberOf(text) ?? 0) > 0 ? undefined : t('settings.positiveBad'));
  const inFile = gateway.access === 'password' || gateway.access === 'trusted-proxy';
  return (
    <>
      <Card title={t('settings.section.gateway')}>
        <PortRow port={gateway.port} />
        <Row name={t('settings.bind')} help={t('settings.bindHelp')}>
          <Segmented
            label={t('settings.bind')}
            value={gateway.bind}
            options={(['loopback', 'lan'] as const).map((value) => ({
              value,
              label: t(`settings.binds.${value}`),
            }))}
            onChange={(bind) => void change({ gateway: { bind } })}
          />
        </Row>
        {gateway.bind === 'lan' && (
          <Notice tone="warn" title={t('settings.bindLan')}>
            {t('settings.bindLanBody')}
          </Notice>
        )}
        <Row name={t('settings.access')} help={t(inFile ? 'settings.accessFile' : 'settings.accessHelp')}>
          {inFile ? (
            t(`settings.accesses.${gateway.access}`)
          ) : (
            <Segmented
              label={t('settings.access')}
              value={gateway.access === 'none' ? 'none' : 'token'}
              options={(['token', 'none'] as const).map((value) => ({
                value,
                label: t(`settings.accesses.${value}`),
              }))}
              onChange={(access) => access !== gateway.access && void change({ gateway: { access } })}
            />
          )}
        </Row>
        {gateway.access === 'none' && (
          <Notice tone="warn" title={t('settings.accessOpen')}>
            {t('settings.accessOpenBody')}
          </Notice>
        )}
        <Row name={t('settings.paidSwitch')} help={t('settings.paidSwitchHelp')}>
          <Select
            label={t('settings.paidSwitch')}
            value={gateway.paidSwitch}
            options={switches.map((value) => ({ value, label: t(`settings.paidSwitches.${value}`) }))}
            onChange={(paidSwitch) => void change({ gateway: { paidSwitch } })}
          />
        </Row>
        <BudgetRow budget={gateway.budget} />
        <Row name={t('settings.requestLog')} help={t('settings.requestLogHelp')}>
          <ValueField
            numeric
            label={t('settings.requestLog')}
            unit={t('settings.days')}
            value={number.format(gateway.requestLog.days)}
            problem={positive}
            onCommit={(text) => change({ gateway: { requestLog: { days: numberOf(text) } } })}
          />
          <ValueField
            numeric
            label={t('settings.requestLog')}
            unit={t('settings.megabytes')}
            value={number.format(gateway.requestLog.maxMb)}
            problem={positive}
            onCommit={(text) => change({ gateway: { requestLog: { maxMb: numberOf(text) } } })}
          />
        </Row>
        <Row name={t('settings.traces')} help={t('settings.tracesHelp')}>
          <ValueField
            wide
            label={t('settings.traces')}
            value={gateway.traces ?? ''}
            placeholder="http://127.0.0.1:4318"
            problem={(text) =>
              text === '' || /^https?:\/\/\S+$/i.test(text) ? undefined : t('settings.tracesBad')
            }
            onCommit={(text) => change({ gateway: { traces: text === '' ? null : text } })}
          />
        </Row>
      </Card>
      <ServiceCard />
    </>
  );
}
