import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

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

/** Ids are chosen by clients: as a file name they are encoded whole. */
const fileOf = (dir: string, agent: string, id: string): string =>
  join(dir, 'sessions', agent, `${Buffer.from(id).toString('base64url')}.jsonl`);

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
      const parsed = line === '' ? undefined : keptMessageSchema.safeParse(parse(line));
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
      await appendFile(file, text, { mode: 0o600 });
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
    const names = await readdir(join(this.#dir, 'sessions', agent)).catch(() => []);
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => Buffer.from(name.slice(0, -'.jsonl'.length), 'base64url').toString());
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
