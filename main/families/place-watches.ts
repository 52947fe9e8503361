import type { FamilyPlace } from '#store/family/place.ts';
import { stateFileOf } from '#store/mirror/mirror-file.ts';
import { mirrorFileIn } from '#store/mirror/targets.ts';
import { watchFile } from '#store/watch-file.ts';

/** Watches on the files of installations: what their own gateways write shows at once. */
export class PlaceWatches {
  /** By id, then by path: the way to stop. */
  readonly #places = new Map<string, Map<string, () => void>>();
  readonly #onWrite: (id: string) => void;

  constructor(onWrite: (id: string) => void) {
    this.#onWrite = onWrite;
  }

  /** May be called again, for what moved: what is watched already stays so. */
  watch({ id, configPath, stateDir }: FamilyPlace): void {
    const stops = this.#places.get(id) ?? new Map<string, () => void>();
    this.#places.set(id, stops);
    const file = mirrorFileIn(stateDir, 'main');
    for (const path of [configPath, file, stateFileOf(file)]) {
      if (stops.has(path)) continue;
      try {
        stops.set(
          path,
          watchFile(path, () => this.#onWrite(id)),
        );
      } catch {
        // Its directory is not there yet: it is watched from the next call on.
      }
    }
  }

  unwatch(id: string): void {
    for (const stop of this.#places.get(id)?.values() ?? []) stop();
    this.#places.delete(id);
  }

  end(): void {
    for (const id of [...this.#places.keys()]) this.unwatch(id);
  }
}
