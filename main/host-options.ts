import type { SupervisorLimits } from '#core/supervisor/machine.ts';
import type { ProgramPaths } from '#main/paths.ts';
import type { SpawnGateway } from '#main/supervisor/child-port.ts';
import type { DesktopSystem } from '#main/system.ts';
import type { Vault } from '#store/vault/vault.ts';

export interface HostOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** `GATEHOUSE_STATE_DIR` or `~/.gatehouse` when absent. */
  stateDir?: string;
  face: 'desktop' | 'web';
  /** Starts the gateway process; a forked Node process when absent. */
  spawnGateway?: SpawnGateway;
  /** Opens a page in the person's browser; only the desktop can. */
  openExternal?: (url: string) => Promise<void>;
  /** Login item, updates, file manager; only the desktop has them. */
  system?: DesktopSystem;
  /** `app.quit` was called: the entry ends the process by its own way out, which calls `quit`. */
  onQuitRequest?: () => void;
  /** Preferred port of the loopback server; 18791 when absent, 0 for any. */
  webPort?: number;
  paths?: Partial<ProgramPaths>;
  /** BCP 47; that of the system when absent. */
  locale?: string;
  /** Another vault than the keychain, for tests. */
  vault?: Vault;
  limits?: Partial<SupervisorLimits>;
  now?: () => number;
}
