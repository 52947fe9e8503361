import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { HiddenLine, readSecret } from '#cli/term/read-secret.ts';

const key = 'sk-ant-api03-FAKE-1234';

const pipe = () => new PassThrough() as unknown as NodeJS.ReadStream & PassThrough;
const read = (stdin: NodeJS.ReadStream, silenceMs?: number) =>
  readSecret({
    stdin,
    stderr: new PassThrough() as unknown as NodeJS.WriteStream,
    prompt: '',
    env: {},
    signal: new AbortController().signal,
    ...(silenceMs === undefined ? {} : { silenceMs }),
  });

describe('a secret from a pipe', () => {
  it('is all that comes, in however many pieces', async () => {
    const stdin = pipe();
    const secret = read(stdin);
    stdin.write(key.slice(0, 5));
    stdin.end(`${key.slice(5)}\n`);
    expect(await secret).toBe(`${key}\n`);
  });

  it('is missed at once when the pipe ends empty', async () => {
    const stdin = pipe();
    stdin.end('\n');
    await expect(read(stdin)).rejects.toMatchObject({ code: 'key_empty' });
  });

  it('is not waited for without end on a pipe that others hold open', async () => {
    await expect(read(pipe(), 5)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('is refused when no key could be so long', async () => {
    const stdin = pipe();
    const secret = read(stdin);
    stdin.write('x'.repeat(70_000));
    await expect(secret).rejects.toMatchObject({ code: 'key_shape' });
  });
});

describe('a hidden line', () => {
  const feed = (...chunks: string[]) => {
    const line = new HiddenLine();
    const states = chunks.map((chunk) => line.feed(chunk));
    return { text: line.text, state: states.at(-1) };
  };

  it('ends with Enter', () => {
    expect(feed(key, '\r')).toEqual({ text: key, state: 'complete' });
  });

  it('knows backspace and the key that empties the line', () => {
    expect(feed('abx\u007fc\r')).toEqual({ text: 'abc', state: 'complete' });
    expect(feed('wrong\u0015right\r')).toEqual({ text: 'right', state: 'complete' });
  });

  it('is cancelled by Ctrl-C, and by Ctrl-D on an empty line', () => {
    expect(feed('abc\u0003').state).toBe('cancelled');
    expect(feed('\u0004').state).toBe('cancelled');
    expect(feed('abc\u0004')).toEqual({ text: 'abc', state: 'complete' });
  });

  it('takes a bracketed paste without its markers, split anywhere', () => {
    expect(feed('\u001b[20', `0~${key}\u001b[2`, '01~', '\r')).toEqual({ text: key, state: 'complete' });
  });

  it('keeps the line ends of a paste, so that several lines are seen as such', () => {
    expect(feed('\u001b[200~one\rtwo\u001b[201~\r').text).toBe('one\rtwo');
    expect(feed('one\rtwo\r').text).toBe('one\rtwo\r');
  });

  it('passes over arrow keys', () => {
    expect(feed('a\u001b[Db\u001bOC\u001b[3~c\r').text).toBe('abc');
  });
});
