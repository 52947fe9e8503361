import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { createHost } from '#main/host.ts';
import { openInBrowser } from '#store/open-browser.ts';
import { stateDirPath } from '#store/state-dir.ts';

/** The host with the web face alone: `[--open | --no-open] [--port N]`. */

const usage = 'Usage: gatehouse host [--no-open] [--port N]';
/** Milliseconds that open streams get when the host is asked to end. */
const quitMs = 4_000;

try {
  await main();
} catch (error) {
  const known = error instanceof GatehouseError;
  process.stderr.write(
    known
      ? `${error.message}${error.hint ? `\n${error.hint}` : ''}${error.where ? `\n${error.where}` : ''}\n[${error.code}]\n`
      : `${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = known && error.code === 'host_already_running' ? 3 : 1;
}

async function main(): Promise<void> {
  const { open, port } = readArgs(process.argv.slice(2));
  let quitting = false;
  const quit = () => {
    // Asked twice, the person does not want to wait.
    void host.quit(quitting ? 0 : quitMs).then(() => process.exit(0));
    quitting = true;
  };
  const host = createHost({
    env: process.env,
    face: 'web',
    onQuitRequest: quit,
    ...(port === undefined ? {} : { webPort: port }),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit);
  await host.start();
  const { url } = host.web.signInLink();
  process.stdout.write(
    `Gatehouse runs with its window in the browser.\n\n  ${url}\n\n` +
      'The link signs one browser in, once, within two minutes. "gatehouse ui" gives a new one.\n' +
      'Press Ctrl-C to end Gatehouse and its gateway.\n',
  );
  if (open) {
    const link = host.web.signInLink().url;
    // Without a browser the printed link is the way in.
    await openInBrowser(link, join(stateDirPath(process.env), 'run'), process.env).catch(() => false);
  }
}

function readArgs(args: string[]): { open: boolean; port?: number } {
  try {
    const { values } = parseArgs({
      args,
      options: { open: { type: 'boolean' }, port: { type: 'string' } },
      allowNegative: true,
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      throw new Error('--port takes a number from 0 to 65535.');
    }
    return { open: values.open ?? process.stdout.isTTY, ...(port === undefined ? {} : { port }) };
  } catch (error) {
    throw new GatehouseError('bad_input', error instanceof Error ? error.message : say('Wrong arguments.'), {
      hint: usage,
    });
  }
}
