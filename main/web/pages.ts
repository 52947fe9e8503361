/** Pages without the window: not signed in, not built. Plain, and without anything inline. */
const pageWith = (head: string, title: string, ...paragraphs: string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Gatehouse</title>
<link rel="stylesheet" href="/gate.css">${head}
</head>
<body>
<main>
<h1>${title}</h1>
${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}
</main>
</body>
</html>
`;

const page = (title: string, ...paragraphs: string[]): string => pageWith('', title, ...paragraphs);

export const signInPage = page(
  'Sign in to Gatehouse',
  'This browser is not signed in, or the host was started anew since.',
  'Run <code>gatehouse ui</code> in a terminal, or open the link that the host printed when it started. A link works once, for two minutes.',
);

export const badCodePage = page(
  'This link does not work any more',
  'A sign-in link works once, for two minutes.',
  'Run <code>gatehouse ui</code> in a terminal for a new one.',
);

export const lockedOutPage = page('Too many wrong sign-ins', 'Wait a minute, then use a new link.');

export const notBuiltPage = page(
  'The window is not built yet',
  'The host runs. In a checkout, <code>npm run build</code> builds the window; then load this page again.',
);

export const gateStyle = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{max-width:30rem;padding:2rem}
h1{font-size:1.25rem;line-height:1.3}
code{font-family:ui-monospace,monospace;padding:.1em .3em;border-radius:.25em;background:color-mix(in srgb,CanvasText 10%,Canvas)}
`;

export const welcomePage = pageWith(
  '\n<meta http-equiv="refresh" content="0;url=/">',
  'Signed in',
  '<a href="/">Open Gatehouse</a>',
);
