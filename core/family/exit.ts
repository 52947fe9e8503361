import type { ExitMeaning } from '#core/supervisor/machine.ts';

/** What is known about a family gateway when its process ends without having been asked to. */
export interface ExitFacts {
  code: number | null;
  /** It had answered before. */
  wasReady: boolean;
  /** Somebody else listens on its port now. */
  portHeld: boolean;
  /** Its config file can be read and sets `gateway.mode`; without that it never starts. */
  configGood: boolean;
}

/**
 * What an exit of `gateway run` means. The code alone does not tell: 2026.5.7 ends with 0 when its port is taken and
 * 2026.3.2 with 1 for almost anything, so port and config are looked at. 78 is a refused configuration since 2026.5.
 */
export function familyExitMeans({ code, wasReady, portHeld, configGood }: ExitFacts): ExitMeaning {
  if (portHeld && !wasReady) return 'port_taken';
  if (code === 78) return 'configuration';
  if (!configGood && !wasReady) return 'configuration';
  return 'crash';
}
