import { stateFileOf } from '#store/mirror/mirror-file.ts';
import { mirrorFileIn, mirrorTargets } from '#store/mirror/targets.ts';
import type { Stores } from '#store/stores.ts';
import { watchFile } from '#store/watch-file.ts';

export interface MirrorWatch {
  /** Brings the watches up to the targets and agents that there are now. Never rejects. */
  update(): Promise<void>;
  stop(): void;
}

/**
 * Calls back when a mirror, or the `auth-state.json` beside it, changed on disk. Our own writes call back, too; the
 * merge then finds nothing to do.
 */
export function watchMirrors(stores: Stores, listener: () => void): MirrorWatch {
  const watches = new Map<string, () => void>();
  let stopped = false;
  return {
    async update() {
      const targets = await mirrorTargets(stores).catch(() => []);
      const files = targets
        .filter(({ error }) => error === undefined)
        .flatMap(({ stateDir, agents }) => agents.map((agent) => mirrorFileIn(stateDir, agent)));
      const wanted = new Set(files.flatMap((file) => [file, stateFileOf(file)]));
      for (const [file, stop] of watches) {
        if (wanted.has(file)) continue;
        stop();
        watches.delete(file);
      }
      for (const file of wanted) {
        if (stopped || watches.has(file)) continue;
        try {
          watches.set(file, watchFile(file, listener));
        } catch {
          // Its directory is not there yet (or went): the next update tries again.
        }
      }
    },
    stop() {
      stopped = true;
      for (const stop of watches.values()) stop();
      watches.clear();
    },
  };
}
