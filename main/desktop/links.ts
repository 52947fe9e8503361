import { linkLocation, parseDeepLink } from '#core/deep-link.ts';
import type { ElectronApi } from '#main/desktop/electron-api.ts';

/** The scheme of our links. Frozen: they stand in pages of others. */
const linkScheme = 'gatehouse';

/**
 * The place of the window that shows a link and asks; undefined when the words are no link. What looks like a secret
 * is left out, so that it stays in no address, no history and no picture of the window.
 */
export function placeOfLink(text: string): string | undefined {
  if (!/^gatehouse:/i.test(text)) return undefined;
  const parsed = parseDeepLink(text);
  if (parsed.ok || parsed.problem === 'malformed') return linkLocation(text);
  // The names alone make the page say what is wrong.
  return linkLocation(parsed.problem === 'secret' ? 'gatehouse://add?secret=' : 'gatehouse://');
}

/** The link among the arguments of a start, if there is one (Windows and Linux hand it over that way). */
export const linkAmong = (args: readonly string[]): string | undefined => {
  for (const arg of args) {
    const place = placeOfLink(arg);
    if (place !== undefined) return place;
  }
  return undefined;
};

export interface Links {
  /** The link that the app was started with, once. */
  first(): string | undefined;
  /** Links that come from now on. */
  follow(open: (place: string) => void): void;
}

/**
 * Listens for links; to be called before `ready`, since macOS tells the first one before it. A link does nothing but
 * open the window at the page that asks.
 */
export function receiveLinks(
  app: Pick<ElectronApi['app'], 'on' | 'setAsDefaultProtocolClient' | 'isPackaged'>,
  { argv, platform }: { argv: readonly string[]; platform: NodeJS.Platform },
): Links {
  let waiting = linkAmong(argv);
  let open: ((place: string) => void) | undefined;
  // On Linux the package's desktop entry says it; a checkout must not take the links from the installed app.
  if (app.isPackaged && platform !== 'linux') app.setAsDefaultProtocolClient(linkScheme);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const place = placeOfLink(url);
    if (place === undefined) return;
    if (open) open(place);
    else waiting = place;
  });
  return {
    first() {
      const place = waiting;
      waiting = undefined;
      return place;
    },
    follow(listener) {
      open = listener;
    },
  };
}
