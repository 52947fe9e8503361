import { Contrast, MonitorCog, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Row } from '#renderer/features/settings/row.tsx';
import { themes } from '#renderer/lib/theme.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Switch } from '#renderer/ui/switch.tsx';

const themeIcons = { system: MonitorCog, light: Sun, dark: Moon, contrast: Contrast } as const;

/** How this window looks and listens; kept in this window alone. */
export function AppearanceSection() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const theme = useStore(ui.store, (state) => state.theme);
  const singleKeys = useStore(ui.store, (state) => state.singleKeys);
  return (
    <Card title={t('settings.appearance')}>
      <Row name={t('settings.theme')} help={t('settings.contrastHelp')}>
        <Segmented
          label={t('settings.theme')}
          value={theme}
          options={themes.map((value) => {
            const Icon = themeIcons[value];
            return { value, label: t(`settings.themes.${value}`), icon: <Icon size={15} aria-hidden /> };
          })}
          onChange={ui.setTheme}
        />
      </Row>
      <Row name={t('settings.singleKeys')} help={t('settings.singleKeysHelp')}>
        <Button size="sm" look="ghost" onClick={() => ui.open({ kind: 'shortcuts' })}>
          {t('settings.showShortcuts')}
        </Button>
        <Switch label={t('settings.singleKeys')} checked={singleKeys} onChange={ui.setSingleKeys} />
      </Row>
    </Card>
  );
}
