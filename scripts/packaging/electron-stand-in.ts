import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fromBuilder } from './config.ts';
import type { Os } from './runtime-node.ts';

const { SENTINEL } = fromBuilder('@electron/fuses/dist/constants.js') as { SENTINEL: string };
/** Version 1 of the fuse wire and its nine fuses, as Electron ships them: `0` off, `1` on. */
const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 9]), Buffer.from('100100111')]);

/**
 * A folder in the shape of an unpacked Electron whose binary holds nothing but a fuse wire: where Electron's download
 * cannot be had, the packager packs around it all the same.
 */
export function electronStandIn(folder: string, os: Os): string {
  const write = (name: string, content: string | Buffer, mode = 0o644) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
    return file;
  };
  write('LICENSE', 'Electron');
  write('LICENSES.chromium.html', 'Chromium');
  if (os === 'mac') {
    macApp(write);
    return folder;
  }
  write('locales/en-US.pak', '');
  mkdirSync(join(folder, 'resources'), { recursive: true });
  if (os === 'linux') {
    write('electron', Buffer.concat([Buffer.from('#!/bin/sh\nexit 70\n'), wire]), 0o755);
    write('chrome-sandbox', '', 0o755);
  } else {
    // A real program with a version resource, since the archive's checksum is written beside it.
    const stub = join(
      dirname(createRequire(import.meta.url).resolve('electron-winstaller/package.json')),
      'vendor',
      'Setup.exe',
    );
    const exe = write('electron.exe', '');
    copyFileSync(stub, exe);
    writeFileSync(exe, Buffer.concat([readFileSync(exe), wire]));
  }
  return folder;
}

function macApp(write: (name: string, content: string | Buffer, mode?: number) => string): void {
  const app = (path: string, name: string) => {
    write(
      `${path}/Contents/Info.plist`,
      `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string><key>CFBundleIdentifier</key><string>com.github.Electron</string></dict></plist>\n`,
    );
    write(`${path}/Contents/MacOS/${name}`, '', 0o755);
  };
  const frameworks = 'Electron.app/Contents/Frameworks';
  app('Electron.app', 'Electron');
  for (const suffix of ['', ' (Renderer)', ' (Plugin)', ' (GPU)']) {
    app(`${frameworks}/Electron Helper${suffix}.app`, `Electron Helper${suffix}`);
  }
  write(`${frameworks}/Electron Framework.framework/Electron Framework`, wire, 0o755);
  write(`${frameworks}/Electron Framework.framework/Resources/en.lproj/locale.pak`, '');
  write('Electron.app/Contents/Resources/en.lproj/locale.pak', '');
}
