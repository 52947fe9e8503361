import { createStore, type StoreApi } from 'zustand';
import type { CallOutput } from '#core/contract/calls.ts';
import type { CallError } from '#core/contract/error.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';

type Scan = CallOutput<'imports.scan'>;
type Take = CallOutput<'imports.take'>;

export type ImportState =
  | { state: 'idle' }
  | { state: 'scanning' }
  | ({ state: 'found'; taking: boolean; error?: CallError } & Scan)
  | ({ state: 'taken'; result: Take } & Scan)
  | { state: 'error'; error: CallError };

export interface ImportsGroup {
  readonly store: StoreApi<ImportState>;
  scan(): Promise<void>;
  take(agent: string, ids: readonly string[]): Promise<void>;
  forget(): void;
}

export function createImportsGroup(host: FaceHost): ImportsGroup {
  const store = createStore<ImportState>(() => ({ state: 'idle' }));
  const set = (next: ImportState) => store.setState(next, true);
  return {
    store,
    async scan() {
      set({ state: 'scanning' });
      const result = await host.invoke('imports.scan', {});
      // Closed meanwhile: nobody looks at it any more.
      if (store.getState().state !== 'scanning') return;
      set(
        result.ok
          ? { state: 'found', taking: false, ...result.value }
          : { state: 'error', error: result.error },
      );
    },
    async take(agent, ids) {
      const before = store.getState();
      if (before.state !== 'found' || before.taking) return;
      const { found, problems } = before;
      set({ state: 'found', taking: true, found, problems });
      const result = await host.invoke('imports.take', { agent, ids: [...ids] });
      if (store.getState().state !== 'found') return;
      set(
        result.ok
          ? { state: 'taken', found, problems, result: result.value }
          : { state: 'found', taking: false, found, problems, error: result.error },
      );
    },
    forget: () => set({ state: 'idle' }),
  };
}

type Found = Scan['found'][number];

/** What is ticked before anybody has ticked anything: all that can be taken in and is not here already. */
export const suggested = (found: readonly Found[]): string[] =>
  found.filter(({ importable, already }) => importable && already === undefined).map(({ id }) => id);

/** By source, in the order in which the host names them. */
export function bySource(found: readonly Found[]): { source: string; found: Found[] }[] {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const group = groups.get(one.source);
    if (group) group.push(one);
    else groups.set(one.source, [one]);
  }
  return [...groups].map(([source, members]) => ({ source, found: members }));
}
