import { defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const modelsAuthEdit = defineCommand({
  path: ['models', 'auth', 'edit'],
  summary: 'Change the name, label, note or expiry of a credential; its secret stays.',
  details: ['An empty label or note, or --expires-in never, takes the value away.'],
  args: { usage: '<profileId>', min: 1, max: 1 },
  options: {
    name: { type: 'string', short: 'n', value: '<name>', summary: 'Rename it, within its provider' },
    label: { type: 'string', value: '<text>', summary: 'What people see beside its name' },
    note: { type: 'string', value: '<text>', summary: 'A note, for example whose account it is' },
    'expires-in': {
      type: 'string',
      value: '<time>',
      summary: 'It ends in so much time: 12h, 365d; or never',
    },
  },
  takesAgent: true,
  examples: [
    ['models auth edit anthropic:default --name work --label Work', 'Rename it, with a label'],
    ['models auth edit anthropic:work --expires-in 90d', 'Be warned a day before it ends'],
  ],
  schema: () =>
    import('#cli/commands/models-auth-add.schema.ts').then((schemas) => schemas.changedCredentialSchema),
  run: async (context) => {
    const { options } = context;
    const { name, label, note, 'expires-in': life } = options;
    const [{ changeCredential }, { parseTimeSpan }] = await Promise.all([
      import('#cli/local/change-credential.ts'),
      import('#cli/parse/time-span.ts'),
    ]);
    const edits = {
      ...(label === undefined ? {} : { label: label === '' ? null : label }),
      ...(note === undefined ? {} : { note: note === '' ? null : note }),
      ...(life === undefined
        ? {}
        : { expires: life === 'never' ? null : Date.now() + parseTimeSpan(life, 'expires-in') }),
    };
    const edited = Object.keys(edits).length > 0;
    if (!edited && name === undefined) {
      throw new GatehouseError('bad_input', 'There is nothing to change.', {
        hint: 'Say what: --name, --label, --note or --expires-in.',
      });
    }
    const first = edited ? await changeCredential(context, 'profiles.edit', edits, 'is changed') : undefined;
    return name === undefined
      ? (first ?? {})
      : changeCredential(context, 'profiles.rename', { name }, 'is its name now');
  },
});
