import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptState, keptStateSchema } from '#core/routing/kept-state.ts';
import { MemoryCredentialState, type StateChange } from '#gateway/state/credential-state.ts';

/** Changes are gathered this long (milliseconds) before the file is written; a crash loses no more than that. */
const writeAfterMs = 500;

/**
 * What was learned, in memory and in `state.json` of a folder of the gateway's own, so that a restart does not try a
 * limited credential again. A file that cannot be read is kept aside and begun anew: nothing in it is worth a stop.
 */
export class FileState extends MemoryCredentialState {
  readonly #dir: string;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** Reads what is there at once, since the first request wants to know it. */
  constructor(dir: string) {
    super();
    this.#dir = dir;
    const kept = readKeptState(dir);
    if (kept === 'unreadable') {
      this.#writing = rename(stateFile(dir), `${stateFile(dir)}.unreadable`).catch(() => undefined);
    } else if (kept !== undefined) this.restore(kept);
  }

  protected override changed(_change: StateChange): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#writing.then(() => this.#write());
    }, writeAfterMs).unref();
  }

  override async close(): Promise<void> {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#writing = this.#writing.then(() => this.#write());
    }
    await this.#writing;
  }

  async #write(): Promise<void> {
    const file = stateFile(this.#dir);
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await mkdir(this.#dir, { recursive: true, mode: 0o700 });
      const handle = await open(temporary, 'w', 0o600);
      try {
        await handle.writeFile(`${JSON.stringify(this.snapshot())}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch {
      // A full or read-only disk: the gateway goes on with what it has in memory, and tries again at the next change.
    }
  }
}

const stateFile = (dir: string): string => join(dir, 'state.json');

/** @returns undefined when there is none. */
export function readKeptState(dir: string): KeptState | 'unreadable' | undefined {
  let text: string;
  try {
    text = readFileSync(stateFile(dir), 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
  }
  try {
    return keptStateSchema.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}
