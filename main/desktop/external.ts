import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import type { ElectronApi } from '#main/desktop/electron-api.ts';

/**
 * Opens an `https:` page in the person's browser. Anything else (`file:`, another app's scheme, credentials inside
 * the address) is refused with `bad_input`, because the system would run whatever is registered for it.
 */
export async function openExternal(shell: ElectronApi['shell'], url: string): Promise<void> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== 'https:' || target.username !== '' || target.password !== '') {
    throw new GatehouseError('bad_input', say('Only https: pages are opened in the browser.'));
  }
  await shell.openExternal(target.href);
}

/** Shows one of our own folders. Rejects with what the system says when it has no way to. */
export async function openFolder(shell: ElectronApi['shell'], path: string): Promise<void> {
  const trouble = await shell.openPath(path);
  if (trouble !== '') throw new Error(trouble);
}
