import { createStore, type StoreApi } from 'zustand';
import type { CallOutput } from '#core/contract/calls.ts';
import { applyTheme, readTheme, saveTheme, type Theme } from '#renderer/lib/theme.ts';

/** What a model is chosen for. */
export type ModelChoice =
  | 'primary'
  | 'fallbacks'
  | 'image'
  | 'imageFallbacks'
  | 'utility'
  | 'allow'
  | 'simulate';

export type Dialog =
  /** `flow`: takes up a sign-in that waits; `method`: other than the provider's first. */
  | { kind: 'add'; provider?: string; agent: string; flow?: string; method?: 'key' }
  | { kind: 'replace'; agent: string; id: string; flow?: string }
  | { kind: 'rename'; agent: string; id: string }
  | { kind: 'edit'; agent: string; id: string }
  | { kind: 'transfer'; agent: string; id: string; what: 'copy' | 'move' }
  | { kind: 'place'; agent: string; id: string }
  | { kind: 'import'; agent: string }
  | { kind: 'addAgent' }
  | { kind: 'removeAgent'; agent: string }
  | { kind: 'lockVault' }
  | { kind: 'moveVault' }
  | { kind: 'mirrorMode'; target: string }
  | { kind: 'journal'; target: string }
  | { kind: 'expiries' }
  | { kind: 'model'; agent: string; role?: ModelChoice }
  | { kind: 'alias'; alias?: string; model?: string }
  | { kind: 'removeChat'; session: string; title: string; onRemoved: () => void }
  | { kind: 'snippets' }
  | { kind: 'bundle' }
  | { kind: 'licences' }
  | { kind: 'token'; token?: CallOutput<'tokens.list'>['tokens'][number] }
  | { kind: 'removeToken'; name: string }
  | { kind: 'adoptFamily'; id: string }
  | { kind: 'releaseFamily'; id: string }
  | { kind: 'familyModel'; id: string; agent: string }
  | { kind: 'upgradeFamily'; id: string }
  | { kind: 'addRemote' }
  | { kind: 'shortcuts' };

export interface UiState {
  /** The agent whose profiles are shown. */
  agent: string;
  dialog: Dialog | undefined;
  palette: boolean;
  theme: Theme;
  /** Shortcuts without a modifier; WCAG 2.1.4 wants a way to turn them off. */
  singleKeys: boolean;
}

export interface Ui {
  readonly store: StoreApi<UiState>;
  open(dialog: Dialog): void;
  close(): void;
  setAgent(agent: string): void;
  setPalette(open: boolean): void;
  setTheme(theme: Theme): void;
  setSingleKeys(on: boolean): void;
}

const singleKeysKey = 'gatehouse.singleKeys';

/** What belongs to this window alone: what is open, and how it looks. */
export function createUi(storage: Pick<Storage, 'getItem' | 'setItem'> = noStorage): Ui {
  const store = createStore<UiState>(() => ({
    agent: 'main',
    dialog: undefined,
    palette: false,
    theme: readTheme(storage),
    singleKeys: readFlag(storage),
  }));
  return {
    store,
    open: (dialog) => store.setState({ dialog, palette: false }),
    close: () => store.setState({ dialog: undefined }),
    setAgent: (agent) => store.setState({ agent }),
    setPalette: (palette) => store.setState({ palette }),
    setTheme(theme) {
      saveTheme(theme, storage);
      applyTheme(theme);
      store.setState({ theme });
    },
    setSingleKeys(singleKeys) {
      try {
        storage.setItem(singleKeysKey, singleKeys ? 'on' : 'off');
      } catch {
        // Kept until the window is closed.
      }
      store.setState({ singleKeys });
    },
  };
}

const noStorage = { getItem: () => null, setItem: () => {} };

function readFlag(storage: Pick<Storage, 'getItem'>): boolean {
  try {
    return storage.getItem(singleKeysKey) !== 'off';
  } catch {
    return true;
  }
}
