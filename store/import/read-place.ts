import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { type Sentence, say, told } from '#core/say/say.ts';
import type { Problem } from '#store/import/source.ts';

/** No credential file of any tool comes near this (bytes). */
const largestFile = 2 * 1024 * 1024;

/**
 * Reads a small file of another tool. Symlinks are followed, as people keep such files in other places, but what is
 * opened has to be a regular file of this user: no pipe, no device, nothing that another user put there.
 * @returns undefined when there is no such file.
 */
export async function readPlace(path: string): Promise<{ text: string } | { problem: Problem } | undefined> {
  const problem = (message: Sentence) => ({ problem: { where: path, ...told({ message }) } });
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    // Without O_NONBLOCK the opening of a pipe would wait for its writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return problem(
      code === 'EACCES' ? say('It belongs to somebody else and cannot be read.') : say('It cannot be read.'),
    );
  }
  try {
    const info = await handle.stat();
    if (!info.isFile()) return problem(say('It is not a regular file.'));
    if (process.getuid !== undefined && info.uid !== process.getuid())
      return problem(say('It belongs to another user and was left alone.'));
    if (info.size > largestFile) return problem(say('It is too large for a credential file.'));
    return { text: await handle.readFile('utf8') };
  } catch {
    return problem(say('It cannot be read.'));
  } finally {
    await handle.close();
  }
}

type Record_ = Readonly<Record<string, unknown>>;
export const asRecord = (value: unknown): Record_ =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record_) : {};
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
export const asTime = (value: unknown): { expires?: number } =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? { expires: value } : {};

/** The same for a JSON file: its top-level object; `{}` beside the problem when there is none. */
export async function readJsonPlace(
  path: string,
): Promise<{ json: Record_; problems: Problem[] } | undefined> {
  const read = await readPlace(path);
  if (read === undefined) return undefined;
  if ('problem' in read) return { json: {}, problems: [read.problem] };
  try {
    return { json: asRecord(JSON.parse(read.text)), problems: [] };
  } catch {
    return { json: {}, problems: [{ where: path, message: 'It is not valid JSON.' }] };
  }
}

/** The same for a file in dotenv syntax. */
export async function readDotenvPlace(
  path: string,
): Promise<{ variables: Readonly<Record<string, string | undefined>>; problems: Problem[] } | undefined> {
  const read = await readPlace(path);
  if (read === undefined) return undefined;
  if ('problem' in read) return { variables: {}, problems: [read.problem] };
  return { variables: parseEnv(read.text), problems: [] };
}
