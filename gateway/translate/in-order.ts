import type { Emit, StreamEvent } from '#gateway/translate/form.ts';
import { JsonEnd } from '#gateway/translate/json-end.ts';

/**
 * Puts interleaved blocks one after the other, for a dialect in which one block is open at a time. The block that came
 * first goes through as it comes; what belongs to later ones waits until it closes. Few upstreams close calls: one
 * also closes when its arguments are whole and another block begins, so that usual streams never wait.
 */
export function inOrder(emit: Emit): Emit {
  let current: number | undefined;
  let input = new JsonEnd(false);
  const waiting = new Map<number, StreamEvent[]>();
  const closed = new Set<number>();

  const pass = (event: StreamEvent & { block: number }) => {
    if (event.kind === 'call') input = new JsonEnd(true);
    else if (event.kind === 'input') input.push(event.json);
    emit(event);
  };
  /** Ends the current block and lets the waiting ones follow, up to one that is still open. */
  const advance = () => {
    while (current !== undefined) {
      emit({ kind: 'close', block: current });
      closed.add(current);
      current = undefined;
      const next = waiting.entries().next().value;
      if (next === undefined) return;
      const [block, events] = next;
      waiting.delete(block);
      current = block;
      input = new JsonEnd(false);
      let ended = false;
      for (const event of events) {
        if (event.kind === 'close') ended = true;
        else pass(event as StreamEvent & { block: number });
      }
      if (!ended && !(waiting.size > 0 && input.whole)) return;
    }
  };

  return (event) => {
    if (!('block' in event)) {
      if (event.kind === 'finish' || event.kind === 'end') while (current !== undefined) advance();
      emit(event);
      return;
    }
    if (closed.has(event.block)) return;
    if (current === undefined) {
      if (event.kind === 'close') return;
      current = event.block;
      input = new JsonEnd(false);
      pass(event);
    } else if (event.block === current) {
      if (event.kind === 'close') advance();
      else pass(event);
    } else {
      const events = waiting.get(event.block);
      if (events !== undefined) events.push(event);
      else if (event.kind !== 'close') {
        waiting.set(event.block, [event]);
        // Text and thoughts before it are over; a call is when its arguments are.
        if (input.whole) advance();
      }
    }
  };
}
