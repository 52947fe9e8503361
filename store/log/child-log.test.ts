import { expect, it } from 'vitest';
import { childLog } from '#store/log/child-log.ts';

const lines = (written: string) =>
  written
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text);

it('writes each line with its time, and with the level that a child gave it itself', () => {
  let written = '';
  const log = childLog(
    {
      write: (text) => {
        written += text;
      },
    },
    { wall: () => 0 },
  );
  log.write(new TextEncoder().encode('{"level":"warn","msg":"x"}\nplain\n'));
  expect(written).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","level":"warn","text":"{\\"level\\":\\"warn\\",\\"msg\\":\\"x\\"}"}\n' +
      '{"at":"1970-01-01T00:00:00.000Z","level":"info","text":"plain"}\n',
  );
});

it('keeps the last lines whole and masked, however the bytes were cut', () => {
  let written = '';
  const log = childLog({
    write: (text) => {
      written += text;
    },
  });
  const bytes = new TextEncoder().encode('erste Zeile: für\r\nkey sk-ant-api03-FAKEFAKEFAKE01\nthe end');
  for (const byte of bytes) log.write(Uint8Array.of(byte));
  expect(log.tail()).toEqual(['erste Zeile: für', 'key sk-ant-[redacted]', 'the end']);
  expect(lines(written)).toEqual(['erste Zeile: für', 'key sk-ant-[redacted]']);
  log.reset();
  expect(log.tail()).toEqual([]);
  expect(lines(written).at(-1)).toBe('the end');
});

it('counts a flood instead of writing it, and still tells its last words', () => {
  let now = 0;
  let written = '';
  const log = childLog(
    {
      write: (text) => {
        written += text;
      },
    },
    { steady: () => now },
  );
  const chunk = new TextEncoder().encode(`${'x'.repeat(65_535)}\n`);
  for (let i = 0; i < 100; i += 1) log.write(chunk);
  log.write(new TextEncoder().encode('out of memory\n'));
  expect(written.length).toBeLessThan(1024 * 1024);
  expect(log.tail().at(-1)).toBe('out of memory');
  now = 2_000;
  log.write(new TextEncoder().encode('calm again\n'));
  expect(log.tail().at(-1)).toBe('calm again');
  expect(written).toContain('bytes left out');
});
