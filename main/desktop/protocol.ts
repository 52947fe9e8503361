import type { ElectronApi } from '#main/desktop/electron-api.ts';
import { appScheme, isAppUrl } from '#main/desktop/scheme.ts';
import type { RendererFiles } from '#main/web/renderer-files.ts';

/** What the scheme serves: the built window, under the policy that the web face sends too. */
export interface SchemeContent {
  files: Pick<RendererFiles, 'find'>;
  contentSecurityPolicy: string;
}

/** To be called before `ready`: standard (so that it has an origin) and secure (so that it is a trusted context). */
export function registerScheme(protocol: ElectronApi['protocol']): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** To be called after `ready`. Only GET, only our host, only files of the window. */
export function serveScheme(protocol: ElectronApi['protocol'], content: SchemeContent): void {
  const headers = {
    'content-security-policy': content.contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
  const refused = (status: number, words: string): Response =>
    new Response(words, { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } });

  protocol.handle(appScheme, async ({ method, url }) => {
    if (method !== 'GET') return refused(405, 'Method Not Allowed');
    if (!isAppUrl(url)) return refused(404, 'Not Found');
    const file = await content.files.find(new URL(url).pathname);
    if (!file) return refused(404, 'Not Found');
    return new Response(new Uint8Array(file.body), { headers: { ...headers, 'content-type': file.type } });
  });
}
