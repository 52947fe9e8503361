import type { CallInput, CallName } from '#core/contract/calls.ts';
import type { TopicName, TopicValue } from '#core/contract/topics.ts';

/** What an item of the tray does: a call of the contract, or one of the few things that only the desktop can do. */
export type DesktopAction =
  | { [N in CallName]: { do: 'call'; name: N; input: CallInput<N> } }[CallName]
  | { do: 'copyEndpoint' }
  | { do: 'copyToken' }
  /** Opens the window, at a place of the renderer if one is given. */
  | { do: 'open'; place?: string }
  | { do: 'quit' };

/** The topics as far as they have come. */
export type TopicValues = { readonly [T in TopicName]?: TopicValue<T> | undefined };
