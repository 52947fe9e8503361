import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Configuration } from 'electron-builder';

export const root = join(import.meta.dirname, '..', '..');

// electron-builder's own reader and validator, reached from where electron-builder itself finds them.
export const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { getConfig, validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config.js');

/**
 * `electron-builder.yml` with what the environment adds. `GATEHOUSE_UPDATE_URL` is the folder where the packages and
 * their `latest*.yml` are going to lie; `https:` only, since the app trusts the checksums that it reads there.
 * @throws Error when that is no https address.
 */
export async function packageConfig(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Configuration> {
  const config: Configuration = await getConfig(root, 'electron-builder.yml', null);
  const url = env.GATEHOUSE_UPDATE_URL;
  if (!url) return config;
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new Error('GATEHOUSE_UPDATE_URL has to be an https: address.');
  }
  return { ...config, publish: { provider: 'generic', url } };
}

/** Rejects with what electron-builder would say of the configuration. */
export const validateConfig = (config: Configuration): Promise<void> =>
  validateConfiguration(config, { isEnabled: false, add: () => {} });
