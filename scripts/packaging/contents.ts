import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fromBuilder, root } from './config.ts';

const asar = fromBuilder('@electron/asar');
const fuses = fromBuilder('@electron/fuses');

/** One thing that was looked at; `trouble` is empty when it is in order. */
export interface Finding {
  what: string;
  trouble: readonly string[];
}

const mebibyte = 2 ** 20;
/** What each part may weigh. Node is by far the most of it; its builds differ by system. */
const budgets: readonly (readonly [part: string, mebibytes: number])[] = [
  ['app.asar', 12],
  ['program', 12],
  ['runtime', 140],
];

/** Everything that may lie in the resources, and nothing else may. */
const expectedOutside = [
  /^app\.asar$/,
  /^app\.asar\.unpacked\/node_modules\/keytar\/(package\.json|LICENSE\.md|lib\/keytar\.js|prebuilds\/[a-z0-9]+-(x64|arm64)\/keytar\.node)$/,
  /^bin\/gatehouse(\.cmd)?$/,
  /^runtime\/(node|node\.exe|LICENSE\.txt)$/,
  /^program\/package\.json$/,
  /^program\/dist\/(cli|host|gateway|redis)\.js$/,
  /^program\/dist\/locales\/cli\/[\w-]+\.json$/,
  /^program\/dist\/renderer\/(index\.html|theme-boot\.js|icon\.svg|third-party-licences\.txt|assets\/[\w.-]+\.(js|css|woff2|svg))$/,
  /^program\/node_modules\/keytar\/(package\.json|LICENSE\.md|lib\/keytar\.js|prebuilds\/[a-z0-9]+-(x64|arm64)\/keytar\.node)$/,
  /^(third-party-licences|LICENSE)\.txt$/,
  // electron-builder's own.
  /^(app-update\.yml|package-type|elevate\.exe|apparmor-profile|icon\.icns|electron\.icns|[\w-]+\.lproj(\/[\w.]+)?)$/,
  /^(LICENSE\.electron\.txt|LICENSES\.chromium\.html)$/,
];
const expectedInArchive = [
  /^package\.json$/,
  /^dist\/(main|gateway|redis)\.js$/,
  /^dist\/preload\.cjs$/,
  /^dist\/renderer\/(index\.html|theme-boot\.js|icon\.svg|third-party-licences\.txt|assets\/[\w.-]+\.(js|css|woff2|svg))$/,
  /^resources\/icons\/(icon\.ico|png\/256\.png|tray\/[\w@-]+\.(png|ico))$/,
  /^node_modules\/keytar\/(package\.json|LICENSE\.md|lib\/keytar\.js|prebuilds\/[a-z0-9]+-(x64|arm64)\/keytar\.node)$/,
];
const neededOutside = [
  'app.asar',
  'program/dist/cli.js',
  'program/dist/gateway.js',
  'third-party-licences.txt',
];
const neededInArchive = ['dist/main.js', 'dist/preload.cjs', 'dist/gateway.js', 'dist/renderer/index.html'];

/** Shapes of real secrets; hints in our own words (`sk-ant-api03-…`) are shorter. */
const secretShapes = [
  /sk-ant-(?:api|oat)\d\d-[\w-]{24,}/,
  /\bsk-(?:proj-)?[A-Za-z0-9]{32,}\b/,
  /\bAIza[\w-]{35}\b/,
  /\bgsk_[A-Za-z0-9]{40,}\b/,
  /\bghp_[A-Za-z0-9]{36}\b/,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/,
];

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));

interface ArchiveEntry {
  files?: Record<string, ArchiveEntry>;
  size?: number;
  unpacked?: boolean;
  integrity?: { algorithm: string; hash: string };
}

function archiveFiles(archive: string): Map<string, ArchiveEntry> {
  const found = new Map<string, ArchiveEntry>();
  const visit = (entry: ArchiveEntry, path: string) => {
    if (entry.files) {
      for (const [name, child] of Object.entries(entry.files))
        visit(child, path === '' ? name : `${path}/${name}`);
    } else found.set(path, entry);
  };
  visit(asar.getRawHeader(archive).header, '');
  return found;
}

const surplus = (files: Iterable<string>, expected: readonly RegExp[]) =>
  [...files]
    .filter((file) => !expected.some((pattern) => pattern.test(file)))
    .map((file) => `${file} has no business here`);
const missing = (files: readonly string[], needed: readonly string[]) =>
  needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing`);

/** Looks through the resources of a packed app, of any system. */
export function checkContents(resources: string): Finding[] {
  const archive = join(resources, 'app.asar');
  const outside = filesBelow(resources);
  const inside = archiveFiles(archive);
  const text = (path: string): string => readFileSync(path, 'latin1');
  const ours = outside.filter((file) => !file.startsWith('runtime/') && !file.endsWith('licences.txt'));
  const size = (part: string): number =>
    outside
      .filter((file) => file === part || file.startsWith(`${part}/`))
      .reduce((sum, file) => sum + statSync(join(resources, file)).size, 0);
  const manifest = JSON.parse(asar.extractFile(archive, 'package.json').toString('utf8'));
  return [
    {
      what: `files: ${outside.length} beside the archive, ${inside.size} in it`,
      trouble: [
        ...surplus(outside, expectedOutside),
        ...surplus(inside.keys(), expectedInArchive),
        ...missing(outside, neededOutside),
        ...missing([...inside.keys()], neededInArchive),
      ],
    },
    {
      what: 'nothing secret, and no trace of where it was built',
      trouble: ours.flatMap((file) => {
        const content = text(join(resources, file));
        return [
          ...secretShapes
            .filter((shape) => shape.test(content))
            .map((shape) => `${file} holds ${shape.source}`),
          ...(content.includes(root) ? [`${file} names ${root}`] : []),
        ];
      }),
    },
    {
      what: 'only what runs: no scripts and no development packages in its manifest',
      trouble: ['devDependencies', 'scripts']
        .filter((key) => key in manifest)
        .map((key) => `package.json has ${key}`),
    },
    ...budgets.map(([part, limit]) => {
      const bytes = size(part);
      return {
        what: `${part}: ${(bytes / mebibyte).toFixed(1)} MiB of at most ${limit}`,
        trouble: bytes > limit * mebibyte ? [`${part} is too large`] : [],
      };
    }),
    {
      what: 'every file of the archive has the checksum that its header tells',
      trouble: checkIntegrity(archive, inside),
    },
  ];
}

function checkIntegrity(archive: string, files: ReadonlyMap<string, ArchiveEntry>): string[] {
  return [...files].flatMap(([file, { integrity, unpacked }]) => {
    if (!integrity) return [`${file} has no checksum`];
    const content = unpacked
      ? readFileSync(join(`${archive}.unpacked`, file))
      : asar.extractFile(archive, file.split('/').join(sep));
    const hash = createHash('sha256').update(content).digest('hex');
    return integrity.algorithm === 'SHA256' && integrity.hash === hash
      ? []
      : [`${file} differs from its checksum`];
  });
}

/** The fuses of a packed app against the ones of the configuration, by their names there. */
export async function checkFuses(
  executable: string,
  wanted: Readonly<Record<string, unknown>>,
): Promise<Finding> {
  const what = 'the fuses of the binary are those of the configuration';
  if (!existsSync(executable)) return { what, trouble: [`${executable} is missing`] };
  const wire = await fuses.getCurrentFuseWire(executable);
  const { FuseV1Options, FuseState } = { ...fuses, ...fromBuilder('@electron/fuses/dist/constants.js') };
  const trouble = Object.entries(wanted).flatMap(([name, on]) => {
    const option = FuseV1Options[`${name[0]?.toUpperCase()}${name.slice(1)}`];
    const state = wire[option];
    return state === (on ? FuseState.ENABLE : FuseState.DISABLE)
      ? []
      : [`${name} is not ${on ? 'on' : 'off'}`];
  });
  return { what, trouble };
}

/**
 * The checksum of the archive's header, which Electron compares at start: in `Info.plist` on macOS, in a resource of the
 * program on Windows. On Linux Electron compares none.
 */
export function checkEmbedded(resources: string, executable: string): Finding[] {
  const holder = executable.endsWith('.app')
    ? join(executable, 'Contents', 'Info.plist')
    : executable.endsWith('.exe')
      ? executable
      : undefined;
  if (holder === undefined) return [];
  const { headerString } = asar.getRawHeader(join(resources, 'app.asar'));
  const hash = createHash('sha256').update(headerString).digest('hex');
  const held = readFileSync(holder);
  const findings = [
    {
      what: 'the program holds the checksum of its archive',
      trouble: held.includes(hash) ? [] : [`${holder} does not hold it`],
    },
  ];
  if (!executable.endsWith('.app')) return findings;
  const claims = /<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>gatehouse<\/string>/.test(
    held.toString('utf8'),
  );
  return [
    ...findings,
    { what: 'gatehouse:// links come to it', trouble: claims ? [] : ['Info.plist has no such scheme'] },
  ];
}
