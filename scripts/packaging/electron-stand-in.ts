import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBuilder } from './config.ts';

const { SENTINEL } = fromBuilder('@electron/fuses/dist/constants.js') as { SENTINEL: string };

/**
 * A folder in the shape of an unpacked Electron for Linux, with a binary that holds nothing but a fuse wire: where
 * Electron's download cannot be had, the packager packs around it all the same.
 */
export function electronStandIn(folder: string): string {
  const write = (name: string, content: string | Buffer, mode = 0o644) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content, { mode });
  };
  // Version 1 of the wire and its nine fuses, as Electron ships them: `0` off, `1` on.
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 9]), Buffer.from('100100111')]);
  write('electron', Buffer.concat([Buffer.from('#!/bin/sh\nexit 70\n'), wire]), 0o755);
  write('chrome-sandbox', '', 0o755);
  write('locales/en-US.pak', '');
  write('LICENSE', 'Electron');
  write('LICENSES.chromium.html', 'Chromium');
  mkdirSync(join(folder, 'resources'), { recursive: true });
  return folder;
}
