import { hash } from 'node:crypto';
import { access, appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '#core/json.ts';

/** One message of a kept conversation; text alone. */
const keptMessageSchema = z.object({
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** `provider/model` that wrote it. */
  model: z.string().optional(),
});
export type KeptMessage = z.infer<typeof keptMessageSchema>;

/** A conversation beyond this many messages is sent on without its oldest ones. */
const longest = 400;

/** Characters of the first message by which a conversation is known in a list. */
const titleLength = 80;

const ending = '.jsonl';

/** Bytes that file systems take as a name, without the ending. */
const longestName = 255 - ending.length;

/** Begins the name of a file that is not named by the id itself; no encoded id begins so. */
const hashMark = '~';

/** Ids are chosen by clients: as a file name they are encoded whole, or hashed where that is too long for one. */
function nameOf(id: string): string {
  const encoded = Buffer.from(id).toString('base64url');
  return encoded.length <= longestName ? encoded : hashMark + hash('sha256', id, 'base64url');
}

const fileOf = (dir: string, agent: string, id: string): string =>
  join(dir, 'sessions', agent, nameOf(id) + ending);

/** The first line of a file that is named by a hash: it says whose it is, and is no message. */
const headSchema = z.object({ id: z.string() });

/** Appends that are not on disk yet, by file: who asks right after an answer sees it. */
const underWay = new Map<string, Promise<unknown>>();

/** Conversations that clients asked the gateway to keep: `sessions/<agent>/<id>.jsonl` (0600) of its folder. */
export class History {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Oldest first. A line that cannot be read (half a write) is left out. */
  async read(agent: string, id: string): Promise<KeptMessage[]> {
    const file = fileOf(this.#dir, agent, id);
    await underWay.get(file);
    const text = await readFile(file, 'utf8').catch(() => '');
    const messages: KeptMessage[] = [];
    for (const line of text.split('\n').slice(-longest - 1)) {
      const parsed = line === '' ? undefined : keptMessageSchema.safeParse(parseJson(line));
      if (parsed?.success === true) messages.push(parsed.data);
    }
    return messages;
  }

  /** What a list of conversations shows of one; undefined when nothing of it is kept. */
  async summary(
    agent: string,
    id: string,
  ): Promise<{ title: string; updatedAt: number; count: number } | undefined> {
    const messages = await this.read(agent, id);
    const [first] = messages;
    const last = messages.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const title = first.text.trim().replaceAll(/\s+/g, ' ').slice(0, titleLength);
    return { title, updatedAt: last.at, count: messages.length };
  }

  async append(agent: string, id: string, messages: readonly KeptMessage[]): Promise<void> {
    const file = fileOf(this.#dir, agent, id);
    const text = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
    const before = underWay.get(file) ?? Promise.resolve();
    const write = before.then(async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const head = basename(file).startsWith(hashMark) && !(await exists(file));
      await appendFile(file, head ? `${JSON.stringify({ id })}\n${text}` : text, { mode: 0o600 });
    });
    const settled = write.catch(() => undefined);
    underWay.set(file, settled);
    try {
      await write;
    } finally {
      if (underWay.get(file) === settled) underWay.delete(file);
    }
  }

  async remove(agent: string, id: string): Promise<void> {
    const file = fileOf(this.#dir, agent, id);
    await underWay.get(file);
    await rm(file, { force: true });
  }

  async list(agent: string): Promise<string[]> {
    await Promise.all(underWay.values());
    const dir = join(this.#dir, 'sessions', agent);
    const names = await readdir(dir).catch(() => []);
    const ids = names
      .filter((name) => name.endsWith(ending))
      .map((name) =>
        name.startsWith(hashMark)
          ? idWithin(join(dir, name))
          : Buffer.from(name.slice(0, -ending.length), 'base64url').toString(),
      );
    return (await Promise.all(ids)).filter((id) => id !== undefined);
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** @returns undefined when the file's first line does not say it. */
async function idWithin(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return headSchema.safeParse(parseJson(text.slice(0, text.indexOf('\n')))).data?.id;
}
