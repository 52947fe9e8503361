import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from './config.ts';

export type Os = 'linux' | 'mac' | 'win';
export type Processor = 'x64' | 'arm64';

const hostOs: Partial<Record<NodeJS.Platform, Os>> = { linux: 'linux', darwin: 'mac', win32: 'win' };
const pinned = join(root, 'node_modules', 'node');
/** The Node that the checkout runs on goes into the package. */
const version: string = JSON.parse(readFileSync(join(pinned, 'package.json'), 'utf8')).version;

/** The npm packages that carry Node's own builds, as the package `node` names them. */
export const runtimePackage = (os: Os, arch: Processor): string =>
  `${os === 'mac' && arch === 'arm64' ? 'node-bin' : 'node'}-${os === 'mac' ? 'darwin' : os}-${arch}`;

/**
 * Puts Node and its licence into a folder. For this very system the pinned one is used.
 * For others npm fetches it (and checks it against the registry's checksum), or `GATEHOUSE_NODE_<OS>_<ARCH>` names
 * the binary of an official download, for systems whose package is behind.
 * @throws Error with what to do, when there is none.
 */
export function provideRuntime(
  folder: string,
  os: Os,
  arch: Processor,
  env: NodeJS.ProcessEnv = process.env,
): void {
  const name = os === 'win' ? 'node.exe' : 'node';
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true });
  const variable = `GATEHOUSE_NODE_${os}_${arch}`.toUpperCase();
  const given = env[variable];
  if (given) copyFileSync(given, file);
  else if (hostOs[process.platform] === os && process.arch === arch)
    copyFileSync(join(pinned, 'bin', name), file);
  else fetchRuntime(os, arch, name, file, variable);
  chmodSync(file, 0o755);
  copyFileSync(join(root, 'resources', 'licences', 'nodejs.txt'), join(folder, 'LICENSE.txt'));
}

function fetchRuntime(os: Os, arch: Processor, name: string, file: string, variable: string): void {
  const wanted = `${runtimePackage(os, arch)}@${version}`;
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-runtime-'));
  try {
    const packed = execFileSync('npm', ['pack', wanted, '--silent', '--pack-destination', dir], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const inside = `package/bin/${name}`;
    execFileSync('tar', ['-xzf', join(dir, basename(packed.trim())), '-C', dir, inside]);
    copyFileSync(join(dir, inside), file);
  } catch (cause) {
    throw new Error(
      `npm has no ${wanted}. Download Node ${version} for ${os} ${arch} from nodejs.org, check its checksum, and name the binary in ${variable}.`,
      { cause },
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  if (!existsSync(file)) throw new Error(`${wanted} brought no ${name}.`);
}
