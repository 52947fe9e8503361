import { createStore, type StoreApi } from 'zustand';
import type { CallError } from '#core/contract/error.ts';

export interface Toast {
  id: number;
  tone: 'good' | 'bad' | 'info';
  title: string;
  /** Words for this come from its code. */
  error?: CallError;
  action?: { label: string; run: () => void };
  /** Milliseconds on screen. */
  durationMs: number;
}
export type ToastInput = Omit<Toast, 'id' | 'durationMs'> & { durationMs?: number };

export interface Toasts {
  readonly store: StoreApi<{ toasts: readonly Toast[] }>;
  show(toast: ToastInput): number;
  dismiss(id: number): void;
}

/** Long enough to read a line twice; errors stay longer, because they are longer. */
const shortMs = 5_000;
const errorMs = 12_000;
/** More than this would cover the window; the oldest goes. */
const most = 3;

export function createToasts(): Toasts {
  const store = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));
  let nextId = 1;
  return {
    store,
    show(toast) {
      const id = nextId;
      nextId += 1;
      const durationMs = toast.durationMs ?? (toast.error ? errorMs : shortMs);
      store.setState(({ toasts }) => ({ toasts: [...toasts, { ...toast, id, durationMs }].slice(-most) }));
      return id;
    },
    dismiss(id) {
      store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
    },
  };
}
