import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What ships with Gatehouse, and under which terms: production dependencies as the lock file names them, and the Node
 * that the package carries. Electron's and Chromium's licences lie beside the app, where electron-builder leaves them.
 *
 *     node scripts/licences.ts     after dependencies changed: writes `resources/licences.json`, the list under About
 */
const root = join(import.meta.dirname, '..');
const listFile = join(root, 'resources', 'licences.json');

interface Shipped {
  name: string;
  version: string;
  licence: string;
  text: string;
}

const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** @throws Error when a package that ships names no licence. */
export function shippedPackages(): Shipped[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
  };
  const shipped = Object.entries(lock.packages).flatMap(([path, { dev, devOptional }]) => {
    const dir = join(root, path);
    // An optional package of another system is not installed, and not bundled.
    if (path === '' || dev || devOptional || !existsSync(join(dir, 'package.json'))) return [];
    const own = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
      license?: string | { type: string };
    };
    // Types leave nothing in what ships.
    if (own.name.startsWith('@types/')) return [];
    const licence = typeof own.license === 'object' ? own.license.type : own.license;
    if (!licence) throw new Error(`${own.name} names no licence.`);
    const texts = readdirSync(dir)
      .filter((name) => licenceFile.test(name))
      .map((name) => readFileSync(join(dir, name), 'utf8').trim());
    return [{ name: own.name, version: own.version, licence, text: texts.join('\n\n') }];
  });
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'node', 'package.json'), 'utf8'));
  const text = readFileSync(join(root, 'resources', 'licences', 'nodejs.txt'), 'utf8').trim();
  shipped.push({ name: 'Node.js', version, licence: 'MIT', text });
  const unique = [...new Map(shipped.map((one) => [`${one.name} ${one.version}`, one])).values()];
  const order = (one: Shipped) => `${one.name} ${one.version}`;
  return unique.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** The list under About, as it lies in `resources`. */
export function licenceList(shipped: readonly Shipped[]): string {
  const lines = shipped.map(({ name, version, licence }) => {
    const parts = Object.entries({ name, version, licence }).map(
      ([key, value]) => `"${key}": ${JSON.stringify(value)}`,
    );
    return `  { ${parts.join(', ')} }`;
  });
  return `[\n${lines.join(',\n')}\n]\n`;
}

/** The texts that ship, plain: a list, then each text once. */
export function thirdPartyLicences(shipped: readonly Shipped[] = shippedPackages()): string {
  const byText = Map.groupBy(shipped, ({ text, licence }) =>
    text === '' ? `${licence}, by its SPDX text: the package carries none of its own` : text,
  );
  const line = ({ name, version, licence }: Shipped) => `${name} ${version} (${licence})`;
  return [
    'Gatehouse is built with the work of others. Their licences follow the list.',
    'Electron and Chromium: LICENSE.electron.txt and LICENSES.chromium.html beside the app.',
    '',
    ...shipped.map(line),
    ...[...byText].flatMap(([text, those]) => ['', '-'.repeat(80), ...those.map(line), '', text]),
    '',
  ].join('\n');
}

if (import.meta.main) {
  const shipped = shippedPackages();
  writeFileSync(listFile, licenceList(shipped));
  process.stdout.write(`${shipped.length} packages\n`);
}
