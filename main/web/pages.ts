import { languageOf } from '#core/locale/language.ts';
import { plainSpeech, type Sentence, say, speak } from '#core/say/say.ts';

/** The host's sentences in a language, by their English text. */
export type WebWords = (locale: string | undefined) => Promise<Readonly<Record<string, string>>>;

interface Page {
  title: Sentence;
  paragraphs: readonly Sentence[];
  /** Goes to the window by itself. */
  onward?: true;
}

const code = (text: string): string => `<code>${text}</code>`;
const once = say('A sign-in link works once, for two minutes.');

/** Pages without the window: not signed in, not built. */
const pages = {
  signIn: {
    title: say('Sign in to Gatehouse'),
    paragraphs: [
      say('This browser is not signed in, or the host was started anew since.'),
      say('Run {{command}} in a terminal, or open the link that the host printed when it started.', {
        command: code('gatehouse ui'),
      }),
      once,
    ],
  },
  badCode: {
    title: say('This link does not work any more'),
    paragraphs: [
      once,
      say('Run {{command}} in a terminal for a new one.', { command: code('gatehouse ui') }),
    ],
  },
  lockedOut: {
    title: say('Too many wrong sign-ins.'),
    paragraphs: [say('Wait a minute, then use a new link.')],
  },
  notBuilt: {
    title: say('The window is not built yet'),
    paragraphs: [
      say('The host runs. In a checkout, {{command}} builds the window; then load this page again.', {
        command: code('npm run build'),
      }),
    ],
  },
  welcome: {
    title: say('Signed in'),
    paragraphs: [say('{{begin}}Open Gatehouse{{end}}', { begin: '<a href="/">', end: '</a>' })],
    onward: true,
  },
} as const satisfies Readonly<Record<string, Page>>;
export type PageName = keyof typeof pages;

/**
 * A page as HTML: plain, without anything inline, in the language that the browser asks for.
 * @param accepted the `accept-language` header; of its languages the first one counts.
 */
export async function pageText(
  name: PageName,
  accepted: string | undefined,
  words: WebWords,
): Promise<string> {
  const page: Page = pages[name];
  const locale = accepted?.split(/[,;]/)[0]?.trim();
  const known = await words(locale);
  const language = Object.hasOwn(known, page.title.text) ? languageOf(locale) : 'en';
  const text = (sentence: Sentence) =>
    speak(sentence, {
      ...plainSpeech,
      words: (english) => (Object.hasOwn(known, english) ? known[english] : undefined),
    });
  return `<!doctype html>
<html lang="${language ?? 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Gatehouse</title>
<link rel="stylesheet" href="/gate.css">${page.onward ? '\n<meta http-equiv="refresh" content="0;url=/">' : ''}
</head>
<body>
<main>
<h1>${text(page.title)}</h1>
${page.paragraphs.map((one) => `<p>${text(one)}</p>`).join('\n')}
</main>
</body>
</html>
`;
}

export const gateStyle = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{max-width:30rem;padding:2rem}
h1{font-size:1.25rem;line-height:1.3}
code{font-family:ui-monospace,monospace;padding:.1em .3em;border-radius:.25em;background:color-mix(in srgb,CanvasText 10%,Canvas)}
`;
