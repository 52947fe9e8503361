import type { Style } from '#cli/term/style.ts';

/** Tells on standard error that something is at work. On a terminal one line that changes; elsewhere a line per step. */
export interface Progress {
  step(text: string): void;
  /** Takes the line away again; what came of it is said by the result. */
  end(): void;
}

/** Long enough to be calm, short enough to show life. */
const frameMs = 120;

export function progress(stderr: NodeJS.WriteStream, style: Style): Progress {
  if (!style.tty || !style.colour) {
    return {
      step: (text) => void stderr.write(`${text}\n`),
      end: () => {},
    };
  }
  const frames =
    style.symbols.ellipsis === '…'
      ? ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
      : ['-', '\\', '|', '/'];
  let text = '';
  let frame = 0;
  const draw = () =>
    void stderr.write(`\r\u001b[2K${style.cyan(frames[frame++ % frames.length] ?? '')} ${text}`);
  const timer = setInterval(draw, frameMs);
  timer.unref();
  return {
    step: (next) => {
      text = next;
      draw();
    },
    end: () => {
      clearInterval(timer);
      if (text !== '') stderr.write('\r\u001b[2K');
    },
  };
}
