import type { ElectronApi } from '#main/desktop/electron-api.ts';
import type { MemoryFile } from '#main/desktop/memory.ts';
import type { Translate } from '#main/desktop/translate.ts';

/**
 * Without a tray a hidden window has no way back that one can see: the way (a second launch opens it) is told once,
 * the first time the window hides, with the choice to quit instead.
 */
export function tellWithoutTray(
  dialog: ElectronApi['dialog'],
  { memory, t, quit }: { memory: MemoryFile; t: Translate; quit: () => void },
): void {
  if (memory.value.toldNoTray) return;
  memory.remember({ toldNoTray: true });
  dialog
    .showMessageBox({
      type: 'info',
      title: t('noTray.title'),
      message: t('noTray.message'),
      detail: t('noTray.detail'),
      buttons: [t('noTray.keep'), t('noTray.quit')],
      defaultId: 0,
      cancelId: 0,
    })
    .then(
      ({ response }) => {
        if (response === 1) quit();
      },
      // The box went away with the app.
      () => {},
    );
}
