import type { Handlers } from '#core/contract/calls.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { setMirrorMode } from '#store/mirror/targets.ts';
import { mirrorJournal, undoMirrorWrite } from '#store/mirror/undo.ts';
import { watchMirrors } from '#store/mirror/watch.ts';

export interface MirrorsService {
  handlers: Handlers<'mirrors'>;
  /** Watches the files of all targets as they are now; to be called after every sync. */
  watch(): Promise<void>;
  stop(): void;
}

/** @param touched a gateway wrote one of its files: they are to be merged again. */
export function mirrorsService({ stores, changed, now }: ServiceDeps, touched: () => void): MirrorsService {
  const watching = watchMirrors(stores, touched);
  return {
    watch: watching.update,
    stop: watching.stop,
    handlers: {
      async 'mirrors.setMode'(input) {
        await setMirrorMode(stores, input);
        changed();
        return {};
      },
      'mirrors.journal': async ({ target }) => ({ entries: await mirrorJournal(stores, target) }),
      async 'mirrors.undo'(input) {
        await undoMirrorWrite(stores, input, now());
        changed();
        return {};
      },
    },
  };
}
