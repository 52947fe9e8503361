import type { CallError, Result } from '#core/contract/error.ts';
import type { DesktopAction } from '#main/desktop/actions.ts';
import { createCopy } from '#main/desktop/clipboard.ts';
import type { ElectronApi } from '#main/desktop/electron-api.ts';
import type { Host } from '#main/host-api.ts';
import type { Log } from '#main/log.ts';

export interface Performer {
  clipboard: ElectronApi['clipboard'];
  host: Pick<Host, 'dispatch' | 'topics'>;
  open(place?: string): void;
  quit(): void;
  /** Tells the person what a click could not do. */
  failed(error: CallError): void;
  log: Log;
}

/** Does what an item of the tray says. Calls go the way that the window's calls go. */
export function createPerform({
  clipboard,
  host,
  open,
  quit,
  failed,
  log,
}: Performer): (action: DesktopAction) => void {
  const copy = createCopy(clipboard, host);

  function run(action: DesktopAction): Promise<Result<unknown>> | undefined {
    switch (action.do) {
      case 'open':
        open(action.place);
        return undefined;
      case 'quit':
        quit();
        return undefined;
      case 'copyEndpoint':
        return copy.endpoint();
      case 'copyToken':
        return copy.token();
      case 'call':
        return host.dispatch({ name: action.name, input: action.input, face: 'desktop', sender: true });
    }
  }

  return (action) => {
    run(action)?.then(
      (result) => {
        if (!result.ok) failed(result.error);
      },
      (error: unknown) => log.error('desktop.action_failed', { action: action.do }, error),
    );
  };
}
