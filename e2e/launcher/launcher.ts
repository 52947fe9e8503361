import type { Page } from '@playwright/test';

/** Which face a spec runs on. */
export interface LauncherOption {
  launcherName: 'web' | 'electron';
}

export interface LaunchOptions {
  stateDir: string;
  /** Environment of the host, whole; nothing is inherited. */
  env: Readonly<Record<string, string>>;
}

/** A running Gatehouse with its window or page open and signed in. */
export interface RunningApp {
  page: Page;
  /** Process id of the host. */
  hostPid: number;
  /** What the host has written to its standard output and error so far. */
  output(): string;
  /** Quits as a person would and resolves once the host's process is gone. */
  quit(): Promise<void>;
}

export interface Launcher {
  launch(options: LaunchOptions): Promise<RunningApp>;
}
