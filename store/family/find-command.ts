import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { nodeRuntime } from '#store/node-runtime.ts';

/** How a command of the family is started: no shell is in between. */
export interface FoundCommand {
  /** Absolute path of what a person would type. */
  path: string;
  /** Program and first arguments; on Windows the script behind npm's `.cmd`, which cannot be started without a shell. */
  argv: readonly [string, ...string[]];
}

const executable = async (file: string): Promise<boolean> => {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
};

/** npm's shim names the script after its own directory. */
async function behindShim(file: string): Promise<FoundCommand | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const script = /%(?:~dp0|dp0%)\\?([^"%]+\.[cm]?js)"/i.exec(text)?.[1];
  if (script === undefined) return undefined;
  return { path: file, argv: [nodeRuntime(), join(dirname(file), ...script.split('\\').filter(Boolean))] };
}

/** The first command of these names on a search path. A few looks at directories, nothing is started. */
export async function findCommand(
  names: readonly string[],
  searchPath: string | undefined,
  platform: NodeJS.Platform = process.platform,
): Promise<FoundCommand | undefined> {
  for (const name of names) {
    for (const directory of (searchPath ?? '').split(delimiter).filter((one) => one !== '')) {
      const file = join(directory, name);
      if (platform === 'win32') {
        if (await executable(`${file}.exe`)) return { path: `${file}.exe`, argv: [`${file}.exe`] };
        const shim = await behindShim(`${file}.cmd`);
        if (shim !== undefined) return shim;
      } else if (await executable(file)) return { path: file, argv: [file] };
    }
  }
  return undefined;
}
