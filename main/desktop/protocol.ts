import type { ElectronApi } from '#main/desktop/electron-api.ts';
import { appScheme, isAppUrl } from '#main/desktop/scheme.ts';

/** One file of the built renderer with the headers that the web face sends too, CSP among them. */
export interface ServedFile {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array<ArrayBuffer>;
}

/** The built renderer by path (`/`, `/assets/index-4f2a.js`); undefined for what is not part of it. */
export type RendererFiles = (path: string) => Promise<ServedFile | undefined>;

/** To be called before `ready`: standard (so that it has an origin) and secure (so that it is a trusted context). */
export function registerScheme(protocol: ElectronApi['protocol']): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** To be called after `ready`. Only GET, only our host, only files of the renderer. */
export function serveScheme(protocol: ElectronApi['protocol'], files: RendererFiles): void {
  protocol.handle(appScheme, async ({ method, url }) => {
    if (method !== 'GET') return plain(405, 'Method Not Allowed');
    if (!isAppUrl(url)) return plain(404, 'Not Found');
    const file = await files(new URL(url).pathname);
    if (!file) return plain(404, 'Not Found');
    return new Response(file.body, { status: file.status, headers: file.headers });
  });
}

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
