// Plain JavaScript for Node 20 or newer: this is what runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const windows = process.platform === 'win32';

/** The pinned Node 24 that the npm package `node` brings. */
const pinnedNode = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const installStamp = join(root, 'node_modules', '.gatehouse-installed');

export const say = (line) => process.stderr.write(`${line}\n`);

export function fail(line, hint) {
  say(`gatehouse: ${line}`);
  if (hint) say(`  ${hint}`);
  process.exit(1);
}

const digest = (text) => createHash('sha256').update(text).digest('hex');

/** Installs what package-lock.json names, if that has not been done for this very lockfile. */
function ensureDependencies() {
  const wanted = digest(readFileSync(join(root, 'package-lock.json')));
  const present = existsSync(installStamp) ? readFileSync(installStamp, 'utf8').trim() : '';
  if (present === wanted && existsSync(pinnedNode)) return;
  say('Installing dependencies (npm ci)…');
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js')
    ? [process.execPath, [npm]]
    : [windows ? 'npm.cmd' : 'npm', []];
  const done = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows && command === 'npm.cmd',
    // A caller's NODE_ENV or --omit must not leave the build tools out.
    env: { ...process.env, NODE_ENV: '', npm_config_omit: '', npm_config_ignore_scripts: 'false' },
  });
  if (done.status !== 0) {
    fail(
      'npm ci did not succeed.',
      'Read its message above; with the network back, run the same command again.',
    );
  }
  if (!existsSync(pinnedNode)) {
    fail(
      'the npm package `node` brought no binary.',
      'Its install script has to run: npm install-scripts approve node (or npm rebuild node), then try again.',
    );
  }
  writeFileSync(installStamp, `${wanted}\n`);
}

/** All files below the given folders with size and time, as one fingerprint. */
function fingerprint(names) {
  const lines = [];
  const visit = (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (name !== 'node_modules') visit(join(path, name));
    } else if (!/\.test\.tsx?$/.test(path))
      lines.push(`${relative(root, path)} ${stat.size} ${stat.mtimeMs}`);
  };
  for (const name of names) if (existsSync(join(root, name))) visit(join(root, name));
  return digest(lines.join('\n'));
}

const builtFrom = [
  ...['core', 'store', 'main', 'preload', 'renderer', 'gateway', 'cli', 'resources'],
  ...['scripts/build.ts', 'package.json', 'package-lock.json'],
];
const buildStamp = join(root, 'dist', '.built-from');

/** Builds `dist/` if a source changed since it was built. */
function ensureBuild() {
  const wanted = fingerprint(builtFrom);
  const present = existsSync(buildStamp) ? readFileSync(buildStamp, 'utf8').trim() : '';
  if (present === wanted) return;
  say('Building…');
  const done = spawnSync(pinnedNode, [join(root, 'scripts', 'build.ts')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) fail('the build failed.', 'Its message is above.');
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, `${wanted}\n`);
}

/** Makes a checkout ready to run. @param {{ build?: boolean }} [options] */
export function bootstrap({ build = true } = {}) {
  const [major] = process.versions.node.split('.');
  if (Number(major) < 20)
    fail(
      `Node ${process.versions.node} is too old.`,
      'Install Node 20 or newer; it fetches the Node 24 it runs on.',
    );
  ensureDependencies();
  if (build) ensureBuild();
}

/**
 * Runs a script or bundle with the pinned Node, passing signals on, and ends with its exit code.
 * @param {string} file relative to the project's root
 * @param {readonly string[]} args
 */
export function runPinned(file, args, { env = process.env } = {}) {
  return runChild(pinnedNode, [join(root, file), ...args], { env });
}

/** @param {string} command @param {readonly string[]} args */
export function runChild(command, args, { env = process.env } = {}) {
  const child = spawn(command, args, { cwd: process.cwd(), stdio: 'inherit', env });
  // The terminal sends Ctrl-C to the whole group; the child decides when it is done.
  const pass = (signal) => child.kill(signal);
  process.on('SIGINT', () => {});
  process.on('SIGTERM', pass);
  child.on('error', (error) => fail(`could not start ${command}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** Path of Electron's binary, if it was fetched. */
export function electronBinary() {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : undefined;
}

export { pinnedNode };
