import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addProfile } from '#store/credentials/add.ts';
import { syncMirrors } from '#store/mirror/mirror-store.ts';
import { mirrorFileIn } from '#store/mirror/targets.ts';
import { openStores } from '#store/open-stores.ts';
import { memoryVault } from '#store/testing/memory-vault.ts';
import { countsFromArgs } from './counts.ts';

/**
 * Mutated inputs: `node bench/mutate-inputs.ts [count] [seed]`, 10,000 when absent. Each is an `auth-profiles.json` and
 * an `auth-state.json` (merged), and a `gatehouse.json` (read and written to), broken by bytes or by shape. Held to:
 * no crash; a file that cannot be read is left byte for byte; no profile without its secret; no secret of ours lost.
 */
const { count, seed } = countsFromArgs({ count: 10_000, seed: 1 });
let state = seed >>> 0;
/** mulberry32, so that a failure can be had again by its seed. */
const random = (): number => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const upTo = (limit: number): number => Math.floor(random() * limit);
const oneOf = <T>(list: readonly T[]): T => list[upTo(list.length)] as T;

const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'x'.repeat(300),
  [],
  {},
  [[]],
  { a: { b: {} } },
  '\u0000',
  '__proto__',
  'FAKE-new-secret-0123',
  { source: 'exec', provider: 'gatehouse', id: 'p-other' },
  { source: 'env', id: 'X' },
  ['$', '{HOME}'].join(''),
  'oauth',
  'token',
  'api_key',
  9e15,
];

function mutateText(text: string): string {
  let result = text;
  for (let times = 1 + upTo(3); times > 0; times--) {
    const [at, length] = [upTo(result.length + 1), upTo(12)];
    const inserted = oneOf([
      '',
      '"',
      '{',
      '}',
      ',',
      ':',
      '\\',
      '\n',
      '\ufeff',
      '\ud800',
      '//',
      'null',
      '0',
      String.fromCharCode(upTo(0x3000)),
    ]);
    result = result.slice(0, at) + inserted + result.slice(at + length);
  }
  return result;
}

/** Replaces, removes or adds something at a random depth. */
function mutateShape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return oneOf(odd);
  if (Array.isArray(value)) {
    const copy = [...value];
    copy.splice(upTo(copy.length + 1), upTo(2), random() < 0.5 ? oneOf(odd) : mutateShape(oneOf(value)));
    return copy;
  }
  const copy: Record<string, unknown> = { ...value };
  const key = oneOf([...Object.keys(copy), 'new', '__proto__', 'openai:new', 'constructor']);
  if (random() < 0.2) delete copy[key];
  else
    Object.defineProperty(copy, key, {
      value: mutateShape(copy[key]),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return copy;
}

const mutate = (text: string): string => {
  if (random() < 0.5) return mutateText(text).toWellFormed();
  const doc: unknown = JSON.parse(text);
  return (JSON.stringify(mutateShape(doc)) ?? '').toWellFormed();
};

const config = {
  models: {
    providers: {
      mock: { baseUrl: 'http://127.0.0.1:9/v1', api: 'openai-completions', models: [{ id: 'm' }] },
    },
  },
  agents: {
    defaults: { model: { primary: 'mock/m', fallbacks: ['openai/x'] } },
    list: [{ id: 'work', name: 'Work' }],
  },
  auth: { order: { openai: ['openai:a'] }, cooldowns: { billingMaxHours: 3 } },
  gateway: { port: 18790, auth: { mode: 'token' } },
};

const root = await mkdtemp(join(tmpdir(), 'gatehouse-mutate-'));
const tally = { merged: 0, unreadable: 0, takenIn: 0, configGood: 0, configRefused: 0 };
const faults: string[] = [];

async function open(mode: 'plain' | 'reference') {
  const directory = await mkdtemp(join(root, 'x-'));
  const [stateDir, other] = [join(directory, 'state'), join(directory, 'claw')];
  await mkdir(stateDir);
  await mkdir(other);
  await writeFile(
    join(stateDir, 'gatehouse.json'),
    JSON.stringify({ gatehouse: { mirrors: { claw: { stateDir: other, mode } } } }),
  );
  const vault = memoryVault();
  const stores = await openStores({ stateDir, vault });
  for (const name of ['a', 'b'])
    await addProfile(stores, {
      agent: 'main',
      provider: 'openai',
      name,
      credential: { type: 'api_key', key: `FAKE-${name}-0123456789` },
    });
  await syncMirrors(stores);
  const file = mirrorFileIn(other, 'main');
  const doc = JSON.parse(await readFile(file, 'utf8'));
  doc.profiles['openai-codex:me'] = {
    type: 'oauth',
    provider: 'openai-codex',
    access: 'FAKE-A',
    refresh: 'FAKE-R',
    expires: 5,
  };
  doc.profiles['groq:t'] = { type: 'token', provider: 'groq', token: 'FAKE-groq-token', expires: 9e12 };
  doc.order = { openai: ['openai:b', 'openai:a'] };
  doc.usageStats = { 'openai:a': { lastUsed: 1 } };
  return { stores, vault, file, good: JSON.stringify(doc), directory };
}

const authState = JSON.stringify({
  version: 1,
  order: { openai: ['openai:a'] },
  lastGood: { openai: 'openai:a' },
});
const began = performance.now();
let world = await open('reference');
for (let round = 0; round < count; round++) {
  if (round % 50 === 0) {
    await rm(world.directory, { recursive: true });
    world = await open(round % 100 === 0 ? 'reference' : 'plain');
  }
  const { stores, vault, file, good } = world;
  const text = mutate(good);
  const stateFile = join(dirname(file), 'auth-state.json');
  const stateText = round % 3 === 0 ? mutate(authState) : undefined;
  const fault = (what: string) => faults.push(`round ${round}, seed ${seed}: ${what}`);
  try {
    await writeFile(file, text);
    if (stateText === undefined) await rm(stateFile, { force: true });
    else await writeFile(stateFile, stateText);
    const views = await syncMirrors(stores, {
      items: new Set(vault.items.keys()),
      onTaken: (_target, _agent, what) => {
        tally.takenIn += what.length;
      },
    });
    const error = views.find(({ target }) => target === 'claw')?.error;
    const after = await readFile(file, 'utf8');
    if (error?.code === 'mirror_unreadable') {
      tally.unreadable++;
      if (after !== text) fault('an unreadable file was written to');
    } else {
      tally.merged++;
      if (error !== undefined && error.code !== 'mirror_conflict')
        fault(`unexpected ${error.code} ${error.message} ${text}`);
      JSON.parse(after);
    }
    const { agents } = await stores.profiles.read();
    for (const [id, { secret }] of Object.entries(agents.main?.profiles ?? {}))
      if (secret.kind === 'vault' && !vault.items.has(secret.item)) fault(`${id} has no secret`);
    for (const id of ['openai:a', 'openai:b'])
      if (!Object.hasOwn(agents.main?.profiles ?? {}, id)) fault(`${id} is gone`);
    for (const name of await readdir(dirname(file)))
      if (name.includes('.unreadable-')) await rm(join(dirname(file), name));
  } catch (error) {
    fault(String(error));
  }
  // The config, in a directory of its own.
  const configFile = stores.dir.configFile;
  const before = await readFile(configFile, 'utf8');
  const broken = mutate(JSON.stringify(config));
  await writeFile(configFile, broken);
  try {
    const read = await stores.config.read();
    if (read.error === undefined) tally.configGood++;
    await stores.config.set(['gateway', 'port'], 18_791);
    if ((await stores.config.read()).error !== undefined) fault('a write made the config bad');
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('config_') !== true) fault(`config: ${String(error)}`);
    tally.configRefused++;
    if ((await readFile(configFile, 'utf8')) !== broken) fault('a bad config was written to');
  }
  await writeFile(configFile, before);
}
await rm(root, { recursive: true, force: true });
console.log(
  `${count} mutated inputs of each kind in ${Math.round((performance.now() - began) / 1000)} s:`,
  tally,
);
for (const fault of faults.slice(0, 20)) console.log(fault);
if (faults.length > 0) console.log(`${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
