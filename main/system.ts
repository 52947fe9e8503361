import type { TopicValue } from '#core/contract/topics.ts';

export type UpdateState = TopicValue<'app'>['update'];
export type LoginItemState = TopicValue<'app'>['loginItem'];

/** Newer versions of the app; only the desktop has them. */
export interface Updates {
  current(): UpdateState;
  /** @returns the way to unsubscribe. */
  onChange(listener: () => void): () => void;
  /** Asks now and then by itself from now on, or no more. */
  follow(on: boolean): void;
  /** Asks once, whatever `follow` says. @throws GatehouseError `update_unavailable` */
  check(): Promise<void>;
  /** Ends the app and starts the version that is ready. @throws GatehouseError `update_unavailable` */
  install(): void;
}

export interface LoginItem {
  state(): Promise<LoginItemState>;
  /** @throws GatehouseError `service_unavailable` (nothing is installed that could), `write_failed`. */
  set(on: boolean): Promise<void>;
}

/** What only a desktop can do for the host. */
export interface DesktopSystem {
  /** `electron` and `chrome`. */
  versions: Readonly<Record<string, string>>;
  updates: Updates;
  loginItem: LoginItem;
  /** Shows a folder in the file manager. Rejects when there is none. */
  openFolder(path: string): Promise<void>;
}
