import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface RendererFile {
  body: Buffer;
  /** `Content-Type`. */
  type: string;
  /** The name carries a hash of the content, so it may be kept for good. */
  immutable: boolean;
  /** The same, compressed, where that pays. */
  gzip?: Buffer;
}

export interface RendererFiles {
  /**
   * @param path of a URL, for example `/assets/index-B1gx2.js`, still percent-encoded. A path without a file name
   * extension is a page of the window and gives `index.html`.
   * @returns undefined when there is no such file, or it would lie outside.
   */
  find(path: string): Promise<RendererFile | undefined>;
  /** Whether the window was built. */
  isBuilt(): Promise<boolean>;
}

/** For every page of the window, in the browser as in the desktop: nothing inline, nothing from elsewhere. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};
const compressible = new Set(['.html', '.js', '.css', '.json', '.svg', '.map', '.webmanifest', '.txt']);
/** Below this a packet is a packet (bytes). */
const compressFrom = 1_400;
const compress = promisify(gzip);

/**
 * The built window, `dist/renderer`. Hashed assets are read and compressed once; `index.html` is read each time, so
 * that a new build shows at the next load.
 */
export function rendererFiles(root: string): RendererFiles {
  const cache = new Map<string, RendererFile>();

  async function read(name: string): Promise<RendererFile | undefined> {
    const cached = cache.get(name);
    if (cached) return cached;
    const extension = extname(name);
    const type = types[extension];
    if (type === undefined) return undefined;
    const body = await readFile(join(root, name)).catch(() => undefined);
    if (!body) return undefined;
    // Vite puts the hash before the extension, of everything in `assets`.
    const immutable = name.startsWith(`assets${sep}`) && /-[\w-]{8,}\.\w+$/.test(name);
    const file: RendererFile = { body, type, immutable };
    if (body.length >= compressFrom && compressible.has(extension)) file.gzip = await compress(body);
    if (immutable) cache.set(name, file);
    return file;
  }

  return {
    async find(path) {
      const name = safeName(path);
      if (name === undefined) return undefined;
      return read(extname(name) === '' ? 'index.html' : name);
    },
    isBuilt: async () => (await read('index.html')) !== undefined,
  };
}

/** The file's path below the root; undefined for anything that could leave it, or hides. */
function safeName(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const parts = decoded.split('/').filter((part) => part !== '');
  if (parts.some((part) => part.startsWith('.') || part.includes(':'))) return undefined;
  return normalize(parts.join(sep) || 'index.html');
}
