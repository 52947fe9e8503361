import { join } from 'node:path';
import { defineCommand } from '#cli/command.ts';
import { duration } from '#cli/term/duration.ts';

export const ui = defineCommand({
  path: ['ui'],
  summary: 'Open the window of Gatehouse in a browser.',
  details: [
    'Prints a link that signs one browser in once, and opens it where there is a display. Starts Gatehouse when it is not running.',
  ],
  options: { 'no-open': { type: 'boolean', summary: 'Only print the link' } },
  examples: [
    ['ui', 'Open it here'],
    ['ui --no-open', 'Print the link, for example to open it through an SSH tunnel'],
  ],
  schema: () => import('#cli/commands/ui.schema.ts').then((schemas) => schemas.uiSchema),
  run: async (context) => {
    const { options, env, out } = context;
    const [{ ensureHost }, { openInBrowser }, { stateDirPath }] = await Promise.all([
      import('#cli/host/ensure-host.ts'),
      import('#store/open-browser.ts'),
      import('#store/state-dir.ts'),
    ]);
    const { client } = await ensureHost(context);
    const { url, expiresAt } = await client.invoke('app.signInLink', {});
    const opened = !options['no-open'] && (await openInBrowser(url, join(stateDirPath(env), 'run'), env));
    const lines = [
      `${out.green(out.symbols.ok)} ${opened ? 'Opening in your browser.' : 'Open this link in a browser.'}`,
      `  ${out.bold(url)}`,
      `  ${out.dim(`It signs in once, within ${duration(expiresAt - Date.now())}.`)}`,
    ];
    return { json: { url, expiresAt, opened }, text: lines.join('\n') };
  },
});
