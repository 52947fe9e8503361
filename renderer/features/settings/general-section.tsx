import { useTranslation } from 'react-i18next';
import { languageSchema } from '#core/contract/calls/settings.ts';
import { numberOf } from '#renderer/features/settings/numbers.ts';
import { Row } from '#renderer/features/settings/row.tsx';
import { useSettings } from '#renderer/features/settings/use-settings.ts';
import { ValueField } from '#renderer/features/settings/value-field.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useTopic } from '#renderer/state/react.ts';
import { Card } from '#renderer/ui/card.tsx';
import { Select } from '#renderer/ui/select.tsx';
import { Switch } from '#renderer/ui/switch.tsx';

const mostWarnHours = 24 * 90;

export function GeneralSection() {
  const { t, i18n } = useTranslation();
  const actions = useActions();
  const { settings, change } = useSettings();
  const login = useTopic('app')?.loginItem;
  if (!settings) return null;
  const number = new Intl.NumberFormat(i18n.language, { useGrouping: false });
  return (
    <Card title={t('settings.section.general')}>
      <Row name={t('settings.language')} help={t('settings.languageHelp')}>
        <Select
          label={t('settings.language')}
          value={settings.language}
          options={languageSchema.options.map((value) => ({
            value,
            label: t(`settings.languages.${value}`),
          }))}
          onChange={(language) => void change({ language })}
        />
      </Row>
      <Row name={t('settings.autostart')} help={t('settings.autostartHelp')}>
        <Switch
          label={t('settings.autostart')}
          checked={settings.gateway.autostart}
          onChange={(autostart) => void change({ gateway: { autostart } })}
        />
      </Row>
      <Row
        name={t('settings.loginItem')}
        help={t(login === 'unsupported' ? 'settings.loginItemUnsupported' : 'settings.loginItemHelp')}
      >
        <Switch
          label={t('settings.loginItem')}
          checked={login === 'on'}
          disabled={login === 'unsupported'}
          onChange={(on) => void actions.call('app.setLoginItem', { on })}
        />
      </Row>
      <Row name={t('settings.notifications')} help={t('settings.notificationsHelp')}>
        <Switch
          label={t('settings.notifications')}
          checked={settings.notifications}
          onChange={(notifications) => void change({ notifications })}
        />
      </Row>
      <Row name={t('settings.warnHours')} help={t('settings.warnHoursHelp')}>
        <ValueField
          numeric
          label={t('settings.warnHours')}
          unit={t('settings.hours')}
          value={number.format(settings.warnHours)}
          problem={(text) => {
            const hours = numberOf(text);
            return hours !== undefined && hours >= 1 && hours <= mostWarnHours
              ? undefined
              : t('settings.warnHoursBad', { most: mostWarnHours });
          }}
          onCommit={(text) => change({ warnHours: numberOf(text) ?? settings.warnHours })}
        />
      </Row>
    </Card>
  );
}
