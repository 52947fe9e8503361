import type { Emit } from '#gateway/translate/form.ts';

/** Reads one API's stream, event by event. */
export interface EventReader {
  /** The parsed data of one event; `raw` for data that is no JSON, as a bare `[DONE]`. */
  data(value: unknown, raw?: string): void;
  /** The upstream closed. Tells `end` only when the protocol's own end was seen. */
  end(): void;
}

/** Writes one dialect's stream; everything that is told goes to `write`, at once. */
export type MakeWriter = (write: (text: string) => void) => Emit;
