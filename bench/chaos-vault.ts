import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openVault } from '#store/vault/open-vault.ts';
import { startTestKeyring, type TestKeyring } from '#store/vault/testing/keyring.ts';
import { vaultPlaces } from '#store/vault/vault-places.ts';
import { countsFromArgs } from './counts.ts';

/**
 * What the vault survives, on a real gnome-keyring: `node bench/chaos-vault.ts [rounds] [kills]`, 5 and 40 when
 * absent. Each round provokes every fault of a keychain, looks at it from a fresh process, heals it, and reads every
 * secret again; then movers between keychain and vault file are killed (SIGKILL) at random moments. Prints the counts;
 * the exit code is 1 when a secret was lost, a write went through, or a fault was not told as what it is.
 */
const { rounds, kills } = countsFromArgs({ rounds: 5, kills: 40 });
const secretsCount = 8;
const faultProbe = fileURLToPath(new URL('../store/vault/testing/fault-probe.ts', import.meta.url));
const readVault = fileURLToPath(new URL('../store/vault/testing/read-vault.ts', import.meta.url));
const mover = fileURLToPath(new URL('../store/vault/testing/mover.ts', import.meta.url));

interface Probe {
  state: string;
  get: string;
  set: string;
  list: string;
}

async function run(file: string, args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += String(chunk);
  });
  await once(child, 'close');
  return text;
}

interface Fault {
  expected: string;
  provoke(keyring: TestKeyring): Promise<Record<string, string>>;
  heal(keyring: TestKeyring): Promise<void>;
}
const nothing = async () => undefined;
const withoutBus = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };

const faults: Record<string, Fault> = {
  locked: {
    expected: 'collection_locked',
    async provoke(keyring) {
      await keyring.lock();
      return keyring.env;
    },
    async heal(keyring) {
      // The same password unlocks it again; the keyring file is what outlasts the daemon.
      await keyring.signalDaemon('SIGKILL');
      await keyring.startDaemon();
    },
  },
  'missing: no session bus': {
    expected: 'no_session_bus',
    provoke: async () => ({ ...withoutBus, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }),
    heal: nothing,
  },
  'missing: daemon killed': {
    expected: 'no_secret_service',
    async provoke(keyring) {
      await keyring.signalDaemon('SIGKILL');
      return keyring.env;
    },
    heal: (keyring) => keyring.startDaemon(),
  },
  'slow: daemon frozen for 10 s': {
    expected: 'timed_out',
    async provoke(keyring) {
      await keyring.signalDaemon('SIGSTOP');
      return keyring.env;
    },
    heal: (keyring) => keyring.signalDaemon('SIGCONT'),
  },
};

interface Count {
  provoked: number;
  told: number;
  refusedWrites: number;
  lost: number;
  slowestMs: number;
}
const counts: Record<string, Count> = {};
const countOf = (name: string): Count => {
  counts[name] ??= { provoked: 0, told: 0, refusedWrites: 0, lost: 0, slowestMs: 0 };
  return counts[name];
};
const directory = await mkdtemp(join(tmpdir(), 'gatehouse-chaos-'));
const keyring = await startTestKeyring();
const denied = await startTestKeyring({ denied: true });
const other = await startTestKeyring();
Object.assign(process.env, keyring.env);
const root = join(directory, 'state');
const secrets = new Map(
  Array.from({ length: secretsCount }, (_, index) => [`p-${index}`, `sk-FAKE-${index}`]),
);

/** From a process of its own, as libsecret remembers a daemon that was killed. */
const readAll = async (): Promise<number> => {
  const text = await run(readVault, [root], keyring.env);
  const found = new Map<string, string>(JSON.parse(text || '[]'));
  return [...secrets].filter(([item, secret]) => found.get(item) !== secret).length;
};

async function look(name: string, expected: string, env: Record<string, string>): Promise<void> {
  const began = performance.now();
  const probe: Probe = JSON.parse(await run(faultProbe, [root, 'p-0'], env));
  const one = countOf(name);
  one.provoked++;
  one.slowestMs = Math.max(one.slowestMs, Math.round(performance.now() - began));
  if (probe.state === expected && probe.get !== 'done' && probe.list !== 'done') one.told++;
  if (probe.set !== 'done') one.refusedWrites++;
  else console.error(name, probe);
}

try {
  await mkdir(root, { mode: 0o700 });
  const vault = openVault(vaultPlaces(root, keyring.env, '/nowhere'));
  for (const [item, secret] of secrets) await vault.set(item, secret);

  for (let round = 0; round < rounds; round++) {
    for (const [name, fault] of Object.entries(faults)) {
      // Ten seconds and more per process: once is enough.
      if (name.startsWith('slow') && round > 0) continue;
      await look(name, fault.expected, await fault.provoke(keyring));
      await fault.heal(keyring);
      countOf(name).lost += await readAll();
    }
    for (const [name, expected, env] of [
      ['refused by the bus', 'access_denied', denied.env],
      ['changed: another keyring answers', 'backend_changed', other.env],
    ] as const) {
      await look(name, expected, env);
      countOf(name).lost += await readAll();
    }
  }
  console.log(`${rounds} rounds of keychain faults, ${secretsCount} secrets:`);
  console.table(counts);

  let finished = 0;
  let lost = 0;
  for (let kill = 0; kill < kills; kill++) {
    const to = kill % 2 === 0 ? 'encrypted_file' : 'keychain';
    const child = spawn(process.execPath, [mover, root, to], {
      env: keyring.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += String(chunk);
    });
    await once(child.stdout, 'data');
    // The moment is random on purpose: it is what this varies.
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 250);
    await once(child, 'close');
    if (text.includes('moved')) finished++;
    lost += await readAll();
  }
  console.log(`${kills} kills of a process that moves the vault:`, { finishedBefore: finished, lost });
  const bad = Object.values(counts).some(
    ({ provoked, told, refusedWrites, lost: gone }) =>
      told !== provoked || refusedWrites !== provoked || gone > 0,
  );
  process.exitCode = bad || lost > 0 ? 1 : 0;
} finally {
  for (const one of [keyring, denied, other]) await one.stop();
  await rm(directory, { recursive: true, force: true });
}
