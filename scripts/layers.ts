import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';
import { layers, never } from './layers-table.ts';

/** Fails on an import that the table refuses, on a cycle, and on a barrel (a file that only passes exports on). */
const root = join(import.meta.dirname, '..');

interface Import {
  specifier: string;
  typeOnly: boolean;
  line: number;
}

interface SourceFile {
  imports: Import[];
  barrel: boolean;
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const { module, program } = parseSync(path, text);
  const line = (offset: number) => text.slice(0, offset).split('\n').length;
  const imports: Import[] = module.staticImports.map((entry) => ({
    specifier: entry.moduleRequest.value,
    typeOnly:
      text.startsWith('import type', entry.start) ||
      (entry.entries.length > 0 && entry.entries.every((name) => name.isType)),
    line: line(entry.start),
  }));
  for (const entry of module.staticExports) {
    for (const name of entry.entries) {
      if (name.moduleRequest) {
        imports.push({ specifier: name.moduleRequest.value, typeOnly: name.isType, line: line(entry.start) });
      }
    }
  }
  for (const entry of module.dynamicImports) {
    const literal = text.slice(entry.moduleRequest.start, entry.moduleRequest.end);
    const specifier = /^['"](.+)['"]$/.exec(literal)?.[1];
    if (specifier) imports.push({ specifier, typeOnly: false, line: line(entry.start) });
  }
  const passesOn = (type: string) => type === 'ExportAllDeclaration';
  const barrel =
    program.body.length > 1 &&
    program.body.every(
      (node) => passesOn(node.type) || (node.type === 'ExportNamedDeclaration' && node.source !== null),
    );
  return { imports, barrel };
}

/** Path of one of our files from the root, or undefined for a package. */
function ours(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier)).replaceAll('\\', '/');
  return undefined;
}

const packageName = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const free = (path: string) =>
  /\.(test|spec)\.tsx?$/.test(path) || path.includes('/testing/') || /^(scripts|bench|e2e)\//.test(path);

function refusal(path: string, { specifier, typeOnly }: Import): string | undefined {
  const prefix = Object.keys(layers)
    .filter((candidate) => path.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  const layer = prefix === undefined ? undefined : layers[prefix];
  if (!layer) return undefined;
  const target = ours(path, specifier);
  if (target === undefined) {
    if (specifier.startsWith('node:'))
      return layer.packages.includes('node:') ? undefined : 'node: is not for this folder';
    return layer.packages.includes(packageName(specifier))
      ? undefined
      : `the package ${packageName(specifier)} is not for this folder`;
  }
  const forbidden = never.find((rule) => path.startsWith(rule.from) && target.startsWith(rule.to));
  if (forbidden) return forbidden.because;
  if (layer.ours.some((allowed) => target.startsWith(allowed))) return undefined;
  if (layer.types?.some((allowed) => target.startsWith(allowed)))
    return typeOnly ? undefined : 'only types may be imported from there';
  return `${prefix} may not import it`;
}

function cycles(files: Map<string, SourceFile>): string[][] {
  const found: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    state.set(path, 'open');
    for (const { specifier, typeOnly } of files.get(path)?.imports ?? []) {
      const target = ours(path, specifier);
      if (target !== undefined && !typeOnly && files.has(target)) visit(target, [...trail, path]);
    }
    state.set(path, 'done');
  };
  for (const path of files.keys()) visit(path, []);
  return found;
}

const listed = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'],
  {
    cwd: root,
    encoding: 'utf8',
  },
);
const files = new Map(
  listed
    .split('\n')
    .filter((path) => path !== '' && !path.endsWith('.d.ts') && existsSync(join(root, path)))
    .map((path) => [path, read(path)]),
);

const problems: string[] = [];
for (const [path, file] of files) {
  if (file.barrel) problems.push(`${path}: a barrel; import the file that holds the thing`);
  if (free(path)) continue;
  for (const entry of file.imports) {
    const why = refusal(path, entry);
    if (why) problems.push(`${path}:${entry.line}: imports ${entry.specifier}: ${why}`);
  }
}
for (const cycle of cycles(files)) problems.push(`cycle: ${cycle.join(' -> ')}`);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${files.size} files keep to their layers`);
