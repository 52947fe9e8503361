/** The renderer's own origin in the desktop app. Frozen: local storage of the window hangs on it. */
export const appScheme = 'gatehouse-app';
export const appHost = 'app';
export const appOrigin = `${appScheme}://${appHost}`;

/** True for addresses of our own pages; what cannot be parsed is not ours. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  // `origin` is "null" for custom schemes, so the parts are compared.
  return protocol === `${appScheme}:` && host === appHost && username === '' && password === '';
}

/** The page that shows a place of the renderer, for example `/profiles`; without one, the first screen. */
export const appUrl = (place = ''): string => `${appOrigin}/${place === '' ? '' : `#${place}`}`;
