/**
 * What is shipped with Gatehouse, and under which terms: writes `resources/licences.json` from the lock file, for the
 * About section. Run it after dependencies changed: `node scripts/licences.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  link?: boolean;
}

const root = resolve(import.meta.dirname, '..');
const lock = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const listed = Object.entries(lock.packages)
  .filter(([path, one]) => path !== '' && !one.dev && !one.devOptional && !one.link)
  .map(([path, { version = '', license = 'unknown' }]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    licence: license,
  }));
const unique = [...new Map(listed.map((one) => [`${one.name} ${one.version}`, one])).values()];
unique.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
writeFileSync(
  resolve(root, 'resources/licences.json'),
  `[\n${unique.map((one) => `  { "name": ${JSON.stringify(one.name)}, "version": ${JSON.stringify(one.version)}, "licence": ${JSON.stringify(one.licence)} }`).join(',\n')}\n]\n`,
);
console.log(`${unique.length} packages`);
