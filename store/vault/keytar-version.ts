import { createRequire } from 'node:module';

/** Version of the native module that speaks to the keychain; it may be there and still not load (no libsecret). */
export function keytarVersion(): string {
  try {
    const { version } = createRequire(import.meta.url)('keytar/package.json') as { version: string };
    return version;
  } catch {
    return 'missing';
  }
}
