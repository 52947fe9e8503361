import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killWhileWriting, writeTogether } from '#store/testing/chaos.ts';
import { countsFromArgs } from './counts.ts';

/**
 * What the profile store survives: `node bench/chaos-store.ts [kills] [processes] [edits]`, 1,000, 8 and 100 when
 * absent. Prints the figures; the exit code is 1 when anything was lost.
 */
const { kills, processes, edits } = countsFromArgs({ kills: 1_000, processes: 8, edits: 100 });
const directory = await mkdtemp(join(tmpdir(), 'gatehouse-chaos-'));
try {
  let began = performance.now();
  const together = await writeTogether(join(directory, 'profiles.json'), processes, edits);
  console.log(
    `${processes} processes x ${edits} edits in ${Math.round(performance.now() - began)} ms:`,
    together,
  );
  await rm(directory, { recursive: true });
  const second = await mkdtemp(join(tmpdir(), 'gatehouse-chaos-'));
  try {
    began = performance.now();
    const report = await killWhileWriting(join(second, 'profiles.json'), kills);
    console.log(`${kills} kills in ${Math.round((performance.now() - began) / 1000)} s:`, report);
    const bad = together.lost + report.lost + report.unreadable + report.leftovers.length;
    process.exitCode = bad === 0 ? 0 : 1;
  } finally {
    await rm(second, { recursive: true });
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
