import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Log } from '#main/log.ts';

/** What the desktop face remembers for itself. Nothing here is worth more than a convenience. */
const memorySchema = z.object({
  window: z
    .object({
      x: z.number(),
      y: z.number(),
      width: z.number().positive(),
      height: z.number().positive(),
      maximized: z.boolean(),
    })
    .optional(),
  /** The person was told that this desktop shows no tray. */
  toldNoTray: z.boolean().optional(),
  /** Attention items that were notified and last: id -> epoch milliseconds. */
  notified: z.record(z.string(), z.number()).optional(),
});
export type DesktopMemory = z.infer<typeof memorySchema>;

export interface MemoryFile {
  readonly value: DesktopMemory;
  /** Lays `change` over what is remembered and writes it at once; a failed write costs the memory only. */
  remember(change: Partial<DesktopMemory>): void;
}

/**
 * Opens the small state file of the desktop face. A missing or broken one counts as empty: losing a window's place is
 * no state worth a message. Written aside and renamed, so that a crash leaves the old or the new one.
 */
export function openMemory(file: string, log?: Log): MemoryFile {
  let value = readMemory(file);
  return {
    get value() {
      return value;
    },
    remember(change) {
      value = { ...value, ...change };
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        const aside = `${file}.${process.pid}.tmp`;
        writeFileSync(aside, JSON.stringify(value), { mode: 0o600 });
        renameSync(aside, file);
      } catch (error) {
        log?.warn('desktop.memory_not_written', { code: (error as NodeJS.ErrnoException).code });
      }
    },
  };
}

function readMemory(file: string): DesktopMemory {
  try {
    const parsed = memorySchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
