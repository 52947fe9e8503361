import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Opens a sign-in link in the person's browser. What stands in the argument list, which every user of the machine
 * can read, is a page of the owner's alone that leads there, not the link.
 * @returns false where there is no display or nothing that opens pages.
 */
export async function openInBrowser(
  url: string,
  runDir: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const command = platform === 'darwin' ? 'open' : platform === 'win32' ? 'explorer.exe' : 'xdg-open';
  if (command === 'xdg-open' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return false;
  const file = join(runDir, 'open.html');
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Gatehouse</title><meta http-equiv="refresh" content="0;url=${url}"><a href="${url}">Gatehouse</a>\n`;
  await writeFile(file, page, { mode: 0o600 });
  return new Promise((resolve) => {
    const child = spawn(command, [pathToFileURL(file).href], { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
