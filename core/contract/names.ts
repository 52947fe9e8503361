import type { CallName } from '#core/contract/calls.ts';
import type { TopicName } from '#core/contract/topics.ts';

/**
 * The contract's names without its schemas, for the preload: a sandboxed preload is loaded with every page and shall
 * not carry a schema library. The types make a missing or a surplus name a compile error.
 */
const names: Readonly<Record<CallName, true>> = {
  'profiles.add': true,
  'profiles.replace': true,
  'profiles.rename': true,
  'profiles.edit': true,
  'profiles.setDisabled': true,
  'profiles.setOrder': true,
  'profiles.copy': true,
  'profiles.move': true,
  'profiles.setPlace': true,
  'profiles.remove': true,
  'profiles.undoRemove': true,
  'profiles.test': true,
  'agents.add': true,
  'agents.remove': true,
  'signIn.start': true,
  'signIn.paste': true,
  'signIn.dismiss': true,
  'imports.scan': true,
  'imports.take': true,
  'vault.unlock': true,
  'vault.check': true,
  'vault.lock': true,
  'vault.places': true,
  'vault.removePlace': true,
  'vault.move': true,
  'mirrors.setMode': true,
  'mirrors.journal': true,
  'mirrors.undo': true,
  'models.setPrimary': true,
  'models.explain': true,
  'activity.requests': true,
  'activity.usage': true,
  'gateway.start': true,
  'gateway.stop': true,
  'gateway.restart': true,
  'gateway.accessToken': true,
  'app.signInLink': true,
  'app.quit': true,
  'app.openExternal': true,
};
const topicNames: Readonly<Record<TopicName, true>> = {
  app: true,
  vault: true,
  profiles: true,
  models: true,
  gateway: true,
  activity: true,
  signIns: true,
};

export const isContractCall = (name: unknown): name is CallName =>
  typeof name === 'string' && Object.hasOwn(names, name);
export const isContractTopic = (name: unknown): name is TopicName =>
  typeof name === 'string' && Object.hasOwn(topicNames, name);

/** The one IPC system: calls and topics, nothing else. */
export const ipcChannels = {
  /** page -> host: `(name, input)`, answered with a `Result`. */
  invoke: 'gatehouse:invoke',
  /** page -> host: `(id)`; the present value of every topic follows, then each change, as `(id, event)` on `topic`. */
  subscribe: 'gatehouse:subscribe',
  /** page -> host: `(id)`. */
  unsubscribe: 'gatehouse:unsubscribe',
  /** host -> page: `(id, event)`. */
  topic: 'gatehouse:topic',
} as const;
