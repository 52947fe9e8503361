import { duration } from '#cli/term/duration.ts';
import type { Style } from '#cli/term/style.ts';
import { printable } from '#cli/term/table.ts';
import type { ProfileView } from '#core/contract/topics.ts';

const places: Record<ProfileView['place'], string> = {
  keychain: 'keychain',
  encrypted_file: 'encrypted file',
  env: 'environment',
  file: 'file',
  exec: 'command',
};

/** The state of a credential: a symbol, and a word. @param now epoch milliseconds. */
export function profileState(view: ProfileView, style: Style, now: number): { mark: string; word: string } {
  const { symbols } = style;
  switch (view.status) {
    case 'ok':
      return {
        mark: style.green(symbols.ok),
        word: view.expires === undefined ? 'ok' : `ok, for ${duration(view.expires - now)}`,
      };
    case 'expiring':
      return {
        mark: style.yellow(symbols.warn),
        word: style.yellow(`expires in ${duration((view.expires ?? now) - now)}`),
      };
    case 'expired':
      return {
        mark: style.red(symbols.bad),
        word: style.red(`expired ${duration(now - (view.expires ?? now))} ago`),
      };
    case 'disabled':
      return { mark: style.dim(symbols.off), word: style.dim('disabled') };
    case 'secret_missing':
      return { mark: style.red(symbols.bad), word: style.red('secret missing: paste it again') };
    case 'unknown':
      return { mark: style.yellow('?'), word: style.yellow('unknown while the keychain does not answer') };
  }
}

/** One row per credential, in the order of trying. */
export function profileRows(views: readonly ProfileView[], style: Style, now: number): string[][] {
  return views.map((view) => {
    const { mark, word } = profileState(view, style, now);
    return [
      `${mark} ${style.bold(printable(view.id))}`,
      view.type,
      view.masked === '' ? '' : view.masked.replace('…', style.symbols.ellipsis),
      style.dim(places[view.place]),
      word,
      view.label ? style.dim(printable(view.label)) : '',
    ];
  });
}
