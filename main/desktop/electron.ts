import real from 'electron';
import type { ElectronApi } from '#main/desktop/electron-api.ts';

/** The real module. It exists only inside Electron; everything else in this folder is given it as a parameter. */
export const electron: ElectronApi = real;
