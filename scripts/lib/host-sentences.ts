import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** Where sentences for people are made: the folders of the host, of what it is built on, and of the command line. */
const folders = ['core', 'store', 'main', 'cli'];

export interface HostSentences {
  /** English text -> the places that say it, `file:line`. */
  texts: Map<string, string[]>;
  /** Calls of `say` whose text is not a literal in one piece, so that nobody could translate it. */
  unreadable: string[];
}

/** Every sentence that is made with `say('…')`, read from the sources. */
export function hostSentences(root: string): HostSentences {
  const texts = new Map<string, string[]>();
  const unreadable: string[] = [];
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }));
  for (const file of files.sort()) {
    if (/\.test\.tsx?$|\/testing\/|^core\/say\//.test(file.replaceAll('\\', '/'))) continue;
    const source = readFileSync(join(root, file), 'utf8');
    if (!source.includes('say(')) continue;
    new Visitor({
      CallExpression({ callee, arguments: [first], start }) {
        if (callee.type !== 'Identifier' || callee.name !== 'say') return;
        const place = `${file}:${source.slice(0, start).split('\n').length}`;
        if (first?.type === 'Literal' && typeof first.value === 'string') {
          texts.set(first.value, [...(texts.get(first.value) ?? []), place]);
        } else unreadable.push(place);
      },
    }).visit(parseSync(file, source).program);
  }
  return { texts, unreadable };
}
