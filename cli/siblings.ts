import { fileURLToPath } from 'node:url';

/** Programs that the command line starts and never imports. */
export type Sibling = 'host' | 'gateway';

const sources: Record<Sibling, string> = { host: '../main/headless.ts', gateway: '../gateway/bin.ts' };

/** The file of a program: beside this one when bundled (`dist/host.js`), else its source. */
export function siblingFile(sibling: Sibling, from: string = import.meta.url): string {
  const relative = new URL(from).pathname.endsWith('.ts') ? sources[sibling] : `./${sibling}.js`;
  return fileURLToPath(new URL(relative, from));
}

/** This program itself, as a file that Node can run: `dist/cli.js`, or `cli/bin.ts`. */
export const ownFile = (from: string = import.meta.url): string =>
  fileURLToPath(new URL(from.endsWith('.ts') ? './bin.ts' : from, from));
