import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Opener {
  command: string;
  args: (target: string) => string[];
}

/** How this system opens a page, or undefined where there is no display to open it on. */
function opener(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): Opener | undefined {
  if (platform === 'darwin') return { command: 'open', args: (target) => [target] };
  if (platform === 'win32') return { command: 'explorer.exe', args: (target) => [target] };
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  return { command: 'xdg-open', args: (target) => [target] };
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * Opens a sign-in link without putting it in any argument list, where every user of the machine could read it before
 * the browser has used it up: what is opened is a file of the owner's alone that leads there. Browsers out of a snap
 * may not read hidden directories (snapcraft.io, "The home interface"), so where there are snaps the link itself is
 * passed; it works once, for two minutes.
 * @param runDir `run/` of the state directory.
 * @returns whether a browser was asked; false without a display or without an opener.
 */
export async function openInBrowser(url: string, runDir: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const how = opener(env);
  if (!how) return false;
  const target = existsSync('/snap/bin') ? url : await redirectFile(url, runDir);
  return new Promise((resolve) => {
    const child = spawn(how.command, how.args(target), {
      detached: true,
      stdio: 'ignore',
      env,
    });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

async function redirectFile(url: string, runDir: string): Promise<string> {
  const file = join(runDir, 'open.html');
  const target = escapeHtml(url);
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Gatehouse</title><meta http-equiv="refresh" content="0;url=${target}"><a href="${target}">Gatehouse</a>\n`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, page, { mode: 0o600 });
  return pathToFileURL(file).href;
}
