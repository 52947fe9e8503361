/** How text may be drawn on one stream. Meaning is always in a word or a symbol too, never in colour alone. */
export interface Style {
  /** True when a person reads this stream. */
  readonly tty: boolean;
  readonly colour: boolean;
  /** Columns; 80 where nothing says otherwise. */
  readonly width: number;
  readonly symbols: Symbols;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

interface Symbols {
  ok: string;
  warn: string;
  bad: string;
  off: string;
  arrow: string;
  dash: string;
  ellipsis: string;
}

const unicodeSymbols: Symbols = {
  ok: '✓',
  warn: '!',
  bad: '✗',
  off: '○',
  arrow: '→',
  dash: '–',
  ellipsis: '…',
};
const asciiSymbols: Symbols = {
  ok: '+',
  warn: '!',
  bad: 'x',
  off: 'o',
  arrow: '->',
  dash: '-',
  ellipsis: '...',
};

/** Symbols are plain ASCII where the terminal or the locale cannot be trusted with more. */
function speaksUnicode(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (env.TERM === 'dumb' || env.TERM === 'linux') return false;
  if (platform === 'win32') return Boolean(env.WT_SESSION || env.TERM_PROGRAM);
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  // No locale at all (cron, systemd, containers) is nearly always read as UTF-8; only a named other charset is not.
  return locale === '' || /utf-?8/i.test(locale) || (platform === 'darwin' && !locale.includes('.'));
}

/**
 * Colour only on a terminal, never with `NO_COLOR` (https://no-color.org: set and not empty), `--no-color` or
 * `TERM=dumb`.
 */
export function makeStyle(
  stream: { isTTY?: boolean; columns?: number },
  given: { env: NodeJS.ProcessEnv; noColour: boolean; platform?: NodeJS.Platform },
): Style {
  const { env, noColour, platform = process.platform } = given;
  const tty = stream.isTTY === true;
  const colour = tty && !noColour && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint = (open: number, close: number) => (text: string) =>
    colour && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    tty,
    colour,
    width: stream.columns && stream.columns > 20 ? stream.columns : 80,
    symbols: speaksUnicode(env, platform) ? unicodeSymbols : asciiSymbols,
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}
