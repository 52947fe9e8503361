export interface Coalesced {
  /** Runs soon; many triggers while it runs become one more run. */
  trigger(): void;
  /** Resolves when no run is under way or waiting. */
  settled(): Promise<void>;
  /** No run begins after this. */
  stop(): void;
}

/** One run at a time, and always one that began after the last trigger. `run` must not reject. */
export function coalesce(run: () => Promise<void>): Coalesced {
  let wanted = false;
  let stopped = false;
  let running: Promise<void> | undefined;
  const loop = async () => {
    while (wanted && !stopped) {
      wanted = false;
      await run();
    }
  };
  const begin = () => {
    running ??= loop().finally(() => {
      running = undefined;
      // A trigger may have come after the last look.
      if (wanted && !stopped) begin();
    });
  };
  return {
    trigger() {
      wanted = true;
      begin();
    },
    async settled() {
      while (running) await running;
    },
    stop() {
      stopped = true;
    },
  };
}
