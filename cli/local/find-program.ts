import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The file of a program that the environment's PATH leads to, or undefined. Relative entries of PATH are passed over:
 * what a shell would start depends on the directory one happens to be in.
 */
export async function findProgram(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const endings = platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  for (const directory of (env.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(directory)) continue;
    for (const ending of endings) {
      const file = join(directory, name + ending);
      const found = await stat(file).catch(() => undefined);
      if (!found?.isFile()) continue;
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return file;
    }
  }
  return undefined;
}
