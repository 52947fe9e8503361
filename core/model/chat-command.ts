/** What a person typed to the gateway itself, in place of a message to the model (R6). */
export type ChatCommand =
  | { act: 'show' }
  | { act: 'list' }
  | { act: 'pick'; number: number }
  | { act: 'set'; model: string; profile?: string }
  | { act: 'status' }
  | { act: 'default' }
  | { act: 'new' };

/**
 * Reads `/model`, `/model list`, `/models`, `/model <n>`, `/model <ref or alias>[@profile]`, `/model @profile`,
 * `/model status`, `/model default`, `/new` and `/reset`. The command is the whole message, so that a message that only
 * begins with a slash reaches the model.
 *
 * A profile is what follows the first `@` after the last `/` of the model, so that ids with an e-mail address work.
 */
export function parseChatCommand(text: string): ChatCommand | undefined {
  const match = /^\/(model|models|new|reset)(?:\s+(\S+))?\s*$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, name = '', argument] = match;
  const word = name.toLowerCase();
  if (word === 'new' || word === 'reset') return argument === undefined ? { act: 'new' } : undefined;
  if (word === 'models') return argument === undefined ? { act: 'list' } : undefined;
  if (argument === undefined) return { act: 'show' };
  switch (argument.toLowerCase()) {
    case 'list':
      return { act: 'list' };
    case 'status':
      return { act: 'status' };
    case 'default':
      return { act: 'default' };
  }
  if (/^\d{1,4}$/.test(argument)) return { act: 'pick', number: Number(argument) };
  // Of `a/b@p:me@x`, the model ends at the first @ behind the last slash before it.
  const at = argument.indexOf('@', Math.max(0, argument.lastIndexOf('/', argument.indexOf('@'))));
  if (at === -1) return { act: 'set', model: argument };
  const profile = argument.slice(at + 1);
  const model = argument.slice(0, at);
  return profile === '' ? { act: 'set', model } : { act: 'set', model, profile };
}
