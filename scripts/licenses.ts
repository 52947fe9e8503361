import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of everything that ships: production dependencies as the lockfile names them, and the Node that the
 * package carries. Electron's and Chromium's lie beside the app, where electron-builder leaves them.
 */
const root = join(import.meta.dirname, '..');

interface Shipped {
  name: string;
  version: string;
  license: string;
  text: string;
}

interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  license?: string;
  name?: string;
}

const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** @throws Error when a package that ships has no licence that could be named. */
export function shippedPackages(): Shipped[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const shipped = Object.entries(lock.packages).flatMap(([path, locked]) => {
    const dir = join(root, path);
    // An optional package of another system is not installed, and not bundled.
    if (path === '' || locked.dev || !existsSync(join(dir, 'package.json'))) return [];
    const own = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
      license?: string | { type: string };
    };
    // Types alone leave nothing in what ships.
    if (own.name.startsWith('@types/')) return [];
    const license = typeof own.license === 'object' ? own.license.type : (own.license ?? locked.license);
    if (!license) throw new Error(`${own.name} names no licence.`);
    const texts = readdirSync(dir)
      .filter((name) => licenceFile.test(name))
      .map((name) => readFileSync(join(dir, name), 'utf8').trim());
    return [{ name: own.name, version: own.version, license, text: texts.join('\n\n') }];
  });
  const node = JSON.parse(readFileSync(join(root, 'node_modules', 'node', 'package.json'), 'utf8'));
  const nodeText = readFileSync(join(root, 'resources', 'licenses', 'nodejs.txt'), 'utf8').trim();
  shipped.push({ name: 'Node.js', version: node.version, license: 'MIT', text: nodeText });
  return shipped.sort(
    (a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'),
  );
}

/** The page that ships, plain text: a list, then each text once. */
export function thirdPartyLicenses(): string {
  const shipped = shippedPackages();
  const byText = Map.groupBy(shipped, ({ text, license }) =>
    text === '' ? `${license} (see its SPDX text)` : text,
  );
  const line = ({ name, version, license }: Shipped) => `${name} ${version} (${license})`;
  return [
    'Gatehouse is built with the work of others. Their licences follow the list.',
    'Electron and Chromium: LICENSE.electron.txt and LICENSES.chromium.html beside the app.',
    '',
    ...shipped.map(line),
    ...[...byText].flatMap(([text, those]) => ['', '-'.repeat(80), ...those.map(line), '', text]),
    '',
  ].join('\n');
}
