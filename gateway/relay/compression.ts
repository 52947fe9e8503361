import type { Transform } from 'node:stream';
import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';

export type Compression = 'gzip' | 'deflate' | 'br';

const compressions: Readonly<Record<string, Compression>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'br',
};

/**
 * How a body is compressed. The gateway asks for none, but some servers and proxies compress all the same.
 *
 * @returns undefined for a plain body, `unknown` for one that nobody here can read.
 */
export function compressionOf(encoding: string | string[] | undefined): Compression | 'unknown' | undefined {
  const name = String(encoding ?? '')
    .trim()
    .toLowerCase();
  return name === '' || name === 'identity' ? undefined : (compressions[name] ?? 'unknown');
}

/** `deflate` has a zlib header, by the standard; some servers leave it out. Its first byte tells. */
const hasZlibHeader = (head: Buffer): boolean => ((head[0] ?? 0) & 0x0f) === 8;

/** @param head the first bytes of the body. */
export function decompressor(compression: Compression, head: Buffer): Transform {
  if (compression === 'gzip') return createGunzip();
  if (compression === 'br') return createBrotliDecompress();
  return hasZlibHeader(head) ? createInflate() : createInflateRaw();
}

/**
 * A short body at once; one that was cut off gives what can be read of it.
 *
 * @param limit bytes of the plain body.
 * @returns undefined for what is not compressed so, or larger.
 */
export function decompress(compression: Compression, body: Buffer, limit: number): Buffer | undefined {
  const options = { maxOutputLength: limit };
  const zlib = { ...options, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    if (compression === 'gzip') return gunzipSync(body, zlib);
    if (compression === 'br') {
      return brotliDecompressSync(body, { ...options, finishFlush: constants.BROTLI_OPERATION_FLUSH });
    }
    return hasZlibHeader(body) ? inflateSync(body, zlib) : inflateRawSync(body, zlib);
  } catch {
    return undefined;
  }
}
