import type { Emit } from '#gateway/translate/form.ts';

/** Reads one API's stream, event by event. */
export interface EventReader {
  /** The parsed data of one event; `raw` for data that is no JSON, as a bare `[DONE]`. */
  data(value: unknown, raw?: string): void;
  /**
   * The upstream closed. `end` is told when the protocol's own end comes; here only where it has none of its own, and
   * what came is whole.
   */
  end?(): void;
}

/** Writes one dialect's stream; everything that is told goes to `write`, at once. */
export type MakeWriter = (write: (text: string) => void) => Emit;
