import { access, readFile } from 'node:fs/promises';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';
import { ensureResolverLauncher, resolverLauncher } from '#store/launcher.ts';
import { checkCommand } from '#store/secrets/exec-path.ts';

/** The launcher that other gateways start passes the family's checks of its path, and starts what is there. */
export const launcher: Check = {
  id: 'launcher',
  async run({ stores, platform, program, env }) {
    const file = resolverLauncher(stores.dir, platform);
    const doc = await stores.profiles.read();
    const mend = async () => {
      await ensureResolverLauncher(stores.dir, { ...program, env, platform });
    };
    const why = say('Gateways that read references ask by it, and refuse to start when it cannot answer.');
    const fix = say('Write the launcher anew.');
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      if (doc.revision === 0) return skipped(say('It is written with the first credential.'));
      return [{ state: 'warn', what: say('The launcher is missing.'), why, where: file, fix, mend }];
    }
    try {
      await checkCommand(gatehouseExecProvider, { source: 'exec', command: file } as never);
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      return [{ state: 'fail', what: error.words.message, why, where: file, fix, mend }];
    }
    for (const path of started(text, platform)) {
      const there = await access(path).then(
        () => true,
        () => false,
      );
      if (there) continue;
      const what = say('The launcher starts {{path}}, which is not there any more.', { path });
      return [{ state: 'fail', what, why, where: file, fix, mend }];
    }
    return ok(say('The launcher passes the checks of other gateways.'));
  },
};

/** The programs that a launcher of ours names: Node, and the command line. */
function started(text: string, platform: NodeJS.Platform): string[] {
  const line = text.split(/\r?\n/).find((one) => one.includes(' secrets resolve '));
  if (line === undefined) return [];
  return platform === 'win32'
    ? [...line.matchAll(/"([^"]*)"/g)].map(([, path = '']) => path.replaceAll('%%', '%'))
    : [...line.matchAll(/'((?:[^']|'\\'')*)'/g)].map(([, path = '']) => path.replaceAll("'\\''", "'"));
}
