import { describe, expect, it } from 'vitest';
import type { ElectronApi, UtilityProcessApi } from '#main/desktop/electron-api.ts';
import { ElectronDouble } from '#main/desktop/testing/electron-double.ts';

type Real = typeof import('electron');

describe('the test double of Electron', () => {
  it('is held to the same interface as the real module, by the compiler', () => {
    const real = (electron: Real): ElectronApi => electron;
    const double = new ElectronDouble({ userData: '/nowhere', preload: () => {} }).electron;
    // @ts-expect-error the real `writeText` takes a string
    const wrongParameter: Partial<Real['clipboard']> = { writeText: async (_text: number) => {} };
    // @ts-expect-error a double that answers at once where Electron answers later
    const wrongResult: ElectronApi['clipboard'] = { writeText: () => true };
    // @ts-expect-error an event that Electron does not have
    const wrongEvent = (child: UtilityProcessApi) => child.on('exited', () => {});
    // @ts-expect-error a member that the face does not use is not there to be used by accident
    const unused = (electron: ElectronApi) => electron.app.relaunch();
    expect([real, double, wrongParameter, wrongResult, wrongEvent, unused]).not.toContain(undefined);
  });

  it('copies what crosses between page and host, and refuses what cannot be copied', async () => {
    const { ipc } = new ElectronDouble({ userData: '/nowhere', preload: () => {} });
    const from = { sender: {} as never, senderFrame: null };
    ipc.main.handle('echo', (_event, value) => value);
    const value = { nested: [1, new Date(0)] };
    expect(await ipc.invoke(from, 'echo', value)).toEqual(value);
    expect(await ipc.invoke(from, 'echo', value)).not.toBe(value);
    await expect(ipc.invoke(from, 'echo', () => {})).rejects.toThrow('could not be cloned');
    expect(() => ipc.main.handle('echo', () => {})).toThrow('second handler');
  });
});
