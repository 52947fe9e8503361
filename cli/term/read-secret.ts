import { GatehouseError } from '#core/contract/error.ts';

/** Far above any key or token, and far below what would trouble memory. */
const maxSecretLength = 65_536;

export interface ReadSecretOptions {
  stdin: NodeJS.ReadStream;
  /** Where the prompt is shown; standard output stays clean for `--json`. */
  stderr: NodeJS.WriteStream;
  prompt: string;
  /** `TERM` says what the terminal understands. */
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Milliseconds that a pipe may stay silent before it counts as empty. A password manager may ask for a finger first. */
  silenceMs?: number;
}

/**
 * A pasted secret as it came, from a prompt that shows nothing on a terminal, else from all of standard input. Whether
 * it is a sensible key is decided in one place for all faces: `cleanApiKey`.
 * @throws GatehouseError `key_empty` (nothing on standard input), `key_shape` (too long), `cancelled` (Ctrl-C, Ctrl-D)
 *   or `timeout`.
 */
export async function readSecret(options: ReadSecretOptions): Promise<string> {
  if (options.stdin.isTTY) return fromTerminal(options);
  const text = await fromPipe(options);
  if (text.trim() === '') {
    throw new GatehouseError('key_empty', 'There was no key on standard input.', {
      hint: 'Run it in a terminal to be asked for the key, or pipe the key in: … < key.txt',
    });
  }
  return text;
}

const tooLong = () =>
  new GatehouseError('key_shape', `What was pasted is longer than ${maxSecretLength} characters; no key is.`);

function fromPipe({ stdin, signal, silenceMs = 60_000 }: ReadSecretOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const done = (settle: () => void) => {
      clearTimeout(silence);
      stdin.removeAllListeners('data').removeAllListeners('end').removeAllListeners('error');
      signal.removeEventListener('abort', onAbort);
      // A pipe that others hold open must not keep this process alive.
      stdin.destroy();
      settle();
    };
    const silent = () =>
      done(() =>
        reject(
          new GatehouseError(
            'timeout',
            `Nothing came on standard input for ${Math.round(silenceMs / 1000)} s.`,
            {
              hint: 'Run it in a terminal to be asked, or pipe the key in and close the pipe.',
            },
          ),
        ),
      );
    const onAbort = () => done(() => reject(cancelled()));
    let silence = setTimeout(silent, silenceMs);
    signal.addEventListener('abort', onAbort, { once: true });
    stdin.setEncoding('utf8');
    stdin.on('data', (chunk: string) => {
      clearTimeout(silence);
      silence = setTimeout(silent, silenceMs);
      text += chunk;
      if (text.length > maxSecretLength) done(() => reject(tooLong()));
    });
    stdin.on('end', () => done(() => resolve(text)));
    stdin.on('error', () => done(() => resolve(text)));
  });
}

const cancelled = () => new GatehouseError('cancelled', 'Cancelled; nothing was changed.');

function fromTerminal({ stdin, stderr, prompt, env, signal }: ReadSecretOptions): Promise<string> {
  const [pasteOn, pasteOff] = env.TERM === 'dumb' ? ['', ''] : [bracketedPasteOn, bracketedPasteOff];
  return new Promise((resolve, reject) => {
    const line = new HiddenLine();
    const done = (settle: () => void) => {
      stdin.off('data', onData);
      signal.removeEventListener('abort', onAbort);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write(`${pasteOff}\n`);
      settle();
    };
    const onAbort = () => done(() => reject(cancelled()));
    const onData = (chunk: string) => {
      const state = line.feed(chunk);
      if (state === 'cancelled') return done(() => reject(cancelled()));
      if (line.text.length > maxSecretLength) return done(() => reject(tooLong()));
      if (state === 'complete') done(() => resolve(line.text));
    };
    // Raw mode first: from the moment the prompt can be seen, nothing typed is echoed.
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.on('data', onData);
    stdin.resume();
    signal.addEventListener('abort', onAbort, { once: true });
    stderr.write(`${pasteOn}${prompt}`);
  });
}

/**
 * Bracketed paste (xterm's mode 2004): the terminal marks where a paste begins and ends, so a line end inside it is
 * seen as part of the paste, and the rest does not spill into the shell.
 */
const bracketedPasteOn = '\u001b[?2004h';
const bracketedPasteOff = '\u001b[?2004l';
const pasteBegins = '\u001b[200~';
const pasteEnds = '\u001b[201~';

/** The keys of a line that is typed without being shown. */
export class HiddenLine {
  text = '';
  #pasting = false;
  /** The beginning of an escape sequence whose rest comes with the next chunk. */
  #pending = '';

  feed(chunk: string): 'open' | 'complete' | 'cancelled' {
    let rest = this.#pending + chunk;
    this.#pending = '';
    while (rest !== '') {
      if (rest.startsWith('\u001b')) {
        const marker = [pasteBegins, pasteEnds].find((known) => rest.startsWith(known));
        if (marker) {
          this.#pasting = marker === pasteBegins;
          rest = rest.slice(marker.length);
          continue;
        }
        // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
        const sequence = /^\u001b(\[[0-9;?]*[ -/]*[@-~]|O[@-~])/.exec(rest)?.[0];
        if (sequence === undefined && /^.(\[[0-9;?]*)?$/.test(rest)) {
          this.#pending = rest;
          return 'open';
        }
        // Arrow keys and their like mean nothing here.
        rest = rest.slice((sequence ?? '\u001b').length);
        continue;
      }
      const key = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      const after = rest.slice(key.length);
      if (!this.#pasting) {
        if (key === '\u0003') return 'cancelled';
        if (key === '\u0004') return this.text === '' ? 'cancelled' : 'complete';
        if (key === '\r' || key === '\n') {
          // A terminal without bracketed paste delivers a paste of several lines in one piece.
          const more = after.replaceAll(pasteEnds, '');
          if (more.trim() !== '') this.text += key + more;
          return 'complete';
        }
      }
      if (key === '\u007f' || key === '\b') this.text = [...this.text].slice(0, -1).join('');
      else if (key === '\u0015') this.text = '';
      else if (key >= ' ' || key === '\r' || key === '\n' || key === '\t') this.text += key;
      rest = after;
    }
    return 'open';
  }
}
