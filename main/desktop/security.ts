import type { ElectronApi, SessionApi, WebContentsApi } from '#main/desktop/electron-api.ts';
import { isAppUrl } from '#main/desktop/scheme.ts';

/**
 * Our page may put text on the clipboard after a click ("copy endpoint"); everything else that a page can ask for is
 * denied.
 */
const allowedPermissions: readonly string[] = ['clipboard-sanitized-write'];

/** Denies permissions, devices and every request that does not go to our own scheme. */
export function hardenSession(session: SessionApi, { devTools }: { devTools: boolean }): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(allowedPermissions.includes(permission) && isAppUrl(contents.getURL()));
  });
  session.setPermissionCheckHandler(
    (contents, permission) =>
      contents !== null && allowedPermissions.includes(permission) && isAppUrl(contents.getURL()),
  );
  session.setDevicePermissionHandler(() => false);
  // The spell checker would download its dictionaries.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const own = isAppUrl(url) || (devTools && url.startsWith('devtools://'));
    answer({ cancel: !own });
  });
}

/** Pages go nowhere, open nothing and embed nothing; this holds for any contents that ever come to be. */
export function hardenContents(contents: WebContentsApi): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-frame-navigate', (details) => details.preventDefault());
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** To be called before `ready`. */
export function hardenApp(app: ElectronApi['app']): void {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => hardenContents(contents));
}
