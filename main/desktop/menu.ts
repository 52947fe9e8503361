import type { ElectronApi, MenuTemplate } from '#main/desktop/electron-api.ts';
import type { Translate } from '#main/desktop/translate.ts';

/**
 * The application menu: on macOS the bar that every app has, elsewhere hidden until Alt is pressed. It is there for
 * its shortcuts (copy, paste, zoom, close, quit); everything of ours is in the window and the tray.
 */
export function setApplicationMenu(
  { Menu }: Pick<ElectronApi, 'Menu'>,
  options: { platform: NodeJS.Platform; devTools: boolean; t: Translate },
): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

function menuTemplate({
  platform,
  devTools,
  t,
}: {
  platform: NodeJS.Platform;
  devTools: boolean;
  t: Translate;
}): MenuTemplate {
  const mac = platform === 'darwin';
  return [
    ...(mac
      ? ([{ role: 'appMenu' }] satisfies MenuTemplate)
      : ([{ label: t('menu.file'), submenu: [{ role: 'close' }, { role: 'quit' }] }] satisfies MenuTemplate)),
    { role: 'editMenu' },
    {
      label: t('menu.view'),
      submenu: [
        ...(devTools
          ? ([{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }] satisfies MenuTemplate)
          : []),
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    ...(mac ? ([{ role: 'windowMenu' }] satisfies MenuTemplate) : []),
  ];
}
