/** One way to go on with a command. */
export interface Completion {
  /** What the whole message becomes. */
  text: string;
  kind: 'command' | 'alias' | 'model' | 'profile';
  /** What stands beside it. */
  detail?: string;
  /** Words for it, by their key in the locale files. */
  help?: 'show' | 'list' | 'status' | 'default' | 'new';
}

export interface CompletionWorld {
  /** alias -> `provider/model`. */
  aliases: Readonly<Record<string, string>>;
  /** Those that a credential reaches first. */
  models: readonly { ref: string; name: string }[];
  profiles: readonly { id: string; provider: string }[];
}

const commands: readonly Completion[] = [
  { text: '/model ', kind: 'command', help: 'show' },
  { text: '/model list', kind: 'command', help: 'list' },
  { text: '/model status', kind: 'command', help: 'status' },
  { text: '/model default', kind: 'command', help: 'default' },
  { text: '/new', kind: 'command', help: 'new' },
];
/** More than this is not read; typing narrows it down. */
const most = 40;

/**
 * How a message that begins like a command can go on. Nothing for any other message, and nothing for a command that is
 * whole, so that Enter sends it.
 */
export function completionsFor(message: string, world: CompletionWorld): Completion[] {
  if (!message.startsWith('/') || message.includes('\n')) return [];
  const argument = /^\/model\s+(\S*)$/i.exec(message)?.[1];
  const found =
    argument === undefined
      ? commands.filter(({ text }) => text.startsWith(message.toLowerCase()))
      : ofModel(argument, world);
  return found.some(({ text }) => text === message) ? [] : found.slice(0, most);
}

function ofModel(argument: string, world: CompletionWorld): Completion[] {
  // As the gateway reads it: the model ends at the first @ behind its last slash.
  const at = argument.indexOf('@', Math.max(0, argument.lastIndexOf('/', argument.indexOf('@'))));
  if (at >= 0) return profilesOf(argument.slice(0, at), argument.slice(at + 1), world);
  const words = argument.toLowerCase();
  const fits = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(words));
  return [
    ...Object.entries(world.aliases)
      .filter(([alias, ref]) => fits(alias, ref))
      .map(([alias, ref]): Completion => ({ text: `/model ${alias}`, kind: 'alias', detail: ref })),
    ...world.models
      .filter(({ ref, name }) => fits(ref, name))
      .map(({ ref, name }): Completion => ({ text: `/model ${ref}`, kind: 'model', detail: name })),
    ...commands.filter(({ text }) => text.startsWith(`/model ${words}`) && text !== '/model '),
  ];
}

function profilesOf(model: string, typed: string, world: CompletionWorld): Completion[] {
  const ref = Object.hasOwn(world.aliases, model) ? (world.aliases[model] ?? model) : model;
  const provider = ref.split('/')[0];
  const words = typed.toLowerCase();
  return world.profiles
    .filter((profile) => model === '' || profile.provider === provider)
    .filter(({ id }) => id.toLowerCase().includes(words))
    .map(({ id }) => ({ text: `/model ${model}@${id}`, kind: 'profile' }));
}
