import { open } from 'node:fs/promises';
import { homedir, release } from 'node:os';
import { join } from 'node:path';
import { safeConfig } from '#core/doctor/safe-config.ts';
import { scrubber } from '#core/doctor/scrub.ts';
import { profileStatus } from '#core/profile/view.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';
import { configValue, parseConfigText } from '#store/config/parse.ts';
import { referencedItems } from '#store/credentials/common.ts';
import { isOwnItem } from '#store/credentials/sweep.ts';
import { type DoctorOptions, runChecks } from '#store/doctor/run.ts';
import { clearPlaces } from '#store/secrets/clear-places.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';

export interface BundleFile {
  name: string;
  text: string;
}

export interface BundleOptions extends DoctorOptions {
  appVersion: string;
  /** What the host shows of its gateway. */
  gatewayStatus?: unknown;
  home?: string;
}

/** What is taken of the end of each log (bytes). */
const logTailBytes = 48 * 1024;

/**
 * What helps a stranger to help: versions, findings, settings that are harmless, credentials without secret and name,
 * the end of the logs. Nothing secret is in it: values are taken by a list of what may be shown, and then every text
 * is searched for the secrets that Gatehouse knows and for what looks like one.
 */
export async function supportBundle(options: BundleOptions): Promise<BundleFile[]> {
  const { stores, now, platform, home = homedir() } = options;
  const [findings, secrets] = [await runChecks(options), await knownSecrets(options)];
  const scrub = scrubber(secrets, home);
  const json = (name: string, value: unknown): BundleFile => ({
    name,
    text: scrub(`${JSON.stringify(value, null, 2)}\n`),
  });
  const { dir } = stores;
  return [
    json('about.json', {
      at: new Date(now).toISOString(),
      gatehouse: options.appVersion,
      platform,
      arch: process.arch,
      system: release(),
      versions: Object.fromEntries(
        ['node', 'electron', 'chrome', 'v8'].map((name) => [name, options.versions[name] ?? null]),
      ),
      vault: options.stores.vault.status(),
      environment: environmentNames(options.env),
    }),
    json('findings.json', findings),
    json('config.json', safeConfig(await configOf(options))),
    json('profiles.json', await profilesOf(options)),
    json('gateway.json', options.gatewayStatus ?? 'Gatehouse does not run.'),
    { name: 'host.log', text: scrub(await tail(join(dir.logDir, 'host.log'))) },
    { name: 'gateway.log', text: scrub(await tail(join(dir.logDir, 'gateway.log'))) },
  ];
}

/** All of it as one text, each file under its name. */
export const bundleText = (files: readonly BundleFile[]): string =>
  files.map(({ name, text }) => `==> ${name} <==\n${text.trimEnd()}\n`).join('\n');

/** Writes what was shown (0600) into `support/` of the state directory. @returns its path. */
export async function saveBundle(options: BundleOptions): Promise<string> {
  const text = bundleText(await supportBundle(options));
  const folder = join(options.stores.dir.root, 'support');
  await ensurePrivateDir(folder);
  const stamp = new Date(options.now).toISOString().slice(0, 19).replaceAll(':', '-');
  const path = join(folder, `gatehouse-support-${stamp}.txt`);
  await writeFileAtomic(path, text);
  return path;
}

/** Which of the variables that change our behaviour are set; never what they hold. */
const environmentNames = (env: BundleOptions['env']): string[] =>
  Object.keys(env)
    .filter(
      (name) =>
        env[name] !== undefined &&
        /^(GATEHOUSE_[A-Z_]+|[A-Z_]+_API_KEYS?(_[A-Z0-9_]+)?|[A-Z]*_?PROXY|LANG|LC_ALL|XDG_SESSION_TYPE|XDG_CURRENT_DESKTOP)$/i.test(
          name,
        ),
    )
    .toSorted();

/** Also of a config that is not in force. */
async function configOf({ stores }: BundleOptions): Promise<unknown> {
  const text = await tail(stores.dir.configFile, 1024 * 1024);
  if (text === '') return {};
  try {
    return configValue(parseConfigText(text, stores.dir.configFile));
  } catch {
    return 'It cannot be read.';
  }
}

async function profilesOf({ stores, now }: BundleOptions): Promise<unknown> {
  const doc = await stores.profiles.read().catch(() => undefined);
  if (doc === undefined) return 'They cannot be read.';
  const items = await stores.vault.list().then(
    (names) => new Set(names),
    () => undefined,
  );
  return {
    revision: doc.revision,
    agents: Object.entries(doc.agents).map(([agent, { profiles, order }]) => ({
      agent,
      orders: Object.keys(order),
      // Names are people's own and may say who they are.
      profiles: Object.values(profiles).map((profile, index) => ({
        number: index + 1,
        provider: profile.provider,
        type: profile.type,
        place: profile.secret.kind === 'ref' ? profile.secret.ref.source : 'vault',
        status: profileStatus(profile, { now, items }),
        createdAt: profile.createdAt,
        expires: profile.expires ?? null,
        renewedElsewhere: profile.origin !== undefined,
      })),
    })),
  };
}

/** Every secret that can be had without asking anybody, to be searched for. */
async function knownSecrets({ stores, env }: BundleOptions): Promise<string[]> {
  const secrets: string[] = [];
  const clear = await clearPlaces(stores, { env }).catch(() => undefined);
  for (const { value } of clear?.found ?? []) secrets.push(value);
  const { config } = await stores.config.read();
  const { token, password } = config.gateway?.auth ?? {};
  for (const given of [token, password]) if (typeof given === 'string') secrets.push(given);
  if (stores.vault.status().state !== 'ready') return secrets;
  const doc = await stores.profiles.read().catch(() => undefined);
  const referenced = doc ? referencedItems(doc) : new Set<string>();
  for (const item of await stores.vault.list().catch(() => [])) {
    if (!referenced.has(item) && !isOwnItem(item)) continue;
    const secret = await stores.vault.get(item).catch(() => undefined);
    if (secret !== undefined) secrets.push(secret, ...textsIn(secret));
  }
  return secrets;
}

/** The tokens inside of a grant, which is kept as JSON. */
function textsIn(secret: string): string[] {
  try {
    const value: unknown = JSON.parse(secret);
    if (typeof value !== 'object' || value === null) return [];
    return Object.values(value).filter((one): one is string => typeof one === 'string' && one.length >= 16);
  } catch {
    return [];
  }
}

/** The end of a file from a line's beginning on; empty when there is none. */
async function tail(file: string, bytes: number = logTailBytes): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - from);
    await handle.read(buffer, 0, buffer.length, from);
    const text = buffer.toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } catch {
    return '';
  } finally {
    await handle.close();
  }
}
