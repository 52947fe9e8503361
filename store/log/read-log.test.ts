import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followLog } from '#store/log/follow-log.ts';
import { logFile, logSources } from '#store/log/log-files.ts';
import { readLog } from '#store/log/read-log.ts';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gatehouse-log-'));
  file = join(dir, 'gateway.log');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const texts = ({ lines }: { lines: { text: string }[] }) => lines.map(({ text }) => text);
const json = (level: string, text: string) =>
  `${JSON.stringify({ at: '2026-11-21T00:00:00Z', level, text })}\n`;

it('gives the newest lines, and further back page by page until the beginning, each line once', async () => {
  // Lines from short to longer than what is read at once, some beyond the borders of chunks.
  const all = Array.from({ length: 900 }, (_, i) => `${i} ${'ä'.repeat((i * 37) % 1_500)}`);
  all[450] = `450 ${'x'.repeat(700_000)}`;
  await writeFile(file, `${all.join('\n')}\n`);
  const seen: string[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await readLog(file, { before, limit: 130 });
    seen.unshift(...texts(page));
    before = page.start;
    if (before === undefined) break;
  }
  expect(seen).toEqual(all);
});

it('reads on from where it was, leaves half a line for later, and notices a rotation', async () => {
  await writeFile(file, 'one\ntwo\nhal');
  const first = await readLog(file, { limit: 10 });
  expect([texts(first), first.end]).toEqual([['one', 'two'], 8]);
  await appendFile(file, 'f\nmore\n');
  const second = await readLog(file, { from: first.end, limit: 1 });
  expect([texts(second), second.end]).toEqual([['half'], 13]);
  expect(texts(await readLog(file, { from: second.end, limit: 10 }))).toEqual(['more']);
  await rename(file, `${file}.1`);
  await writeFile(file, 'new\n');
  expect(await readLog(file, { from: 18, limit: 10 })).toMatchObject({
    rotated: true,
    lines: [{ text: 'new' }],
    end: 4,
  });
  expect(await readLog(join(dir, 'none.log'), { limit: 5 })).toEqual({ lines: [], end: 0 });
});

it('keeps to a level and to a text, and still goes on behind what it left out', async () => {
  await writeFile(
    file,
    [json('info', 'Alpha'), json('warn', 'Beta'), json('error', 'gamma BETA'), 'raw\n'].join(''),
  );
  const warned = await readLog(file, { limit: 10, level: 'warn' });
  expect(texts(warned)).toEqual(['Beta', 'gamma BETA']);
  const found = await readLog(file, { from: 0, limit: 10, search: 'beta' });
  expect(texts(found)).toEqual(['Beta', 'gamma BETA']);
  await appendFile(file, json('error', 'delta'));
  expect(texts(await readLog(file, { from: warned.end, limit: 10, level: 'warn' }))).toEqual(['delta']);
  expect(warned.end).toBe(found.end);
});

it('follows a log through its rotation without a line lost or twice', async () => {
  await writeFile(file, 'before\n');
  const seen: string[] = [];
  const stop = new AbortController();
  let heard: () => void = () => undefined;
  const until = async (count: number) => {
    while (seen.length < count)
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
  };
  const ended = followLog(
    file,
    7,
    {},
    (lines) => {
      seen.push(...lines.map(({ text }) => text));
      heard();
    },
    stop.signal,
  );
  await appendFile(file, 'one\n');
  await until(1);
  await rename(file, `${file}.1`);
  await writeFile(file, 'a longer first line than there was before\n');
  await until(2);
  await appendFile(file, 'two\n');
  await until(3);
  stop.abort();
  await ended;
  expect(seen).toEqual(['one', 'a longer first line than there was before', 'two']);
});

it('knows the logs by their files, and no file by a name that leads elsewhere', async () => {
  await writeFile(file, 'x\n');
  await writeFile(join(dir, 'gateway.log.1'), 'x\n');
  await writeFile(join(dir, 'openclaw-home.log'), 'xy\n');
  expect((await logSources(dir)).map(({ id, end }) => [id, end])).toEqual([
    ['gateway', 2],
    ['openclaw-home', 3],
  ]);
  for (const name of ['../host', '', '.hidden', 'a/b', 'a\0b'])
    expect(() => logFile(dir, name)).toThrow('no log');
});
