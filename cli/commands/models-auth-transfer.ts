import { type CommandContext, defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

const options = {
  to: { type: 'string', value: '<agent>', summary: 'The agent that gets it (needed)' },
} as const;
const schema = () =>
  import('#cli/commands/models-auth-add.schema.ts').then((schemas) => schemas.changedCredentialSchema);
const args = { usage: '<profileId>', min: 1, max: 1 };

export const modelsAuthCopy = defineCommand({
  path: ['models', 'auth', 'copy'],
  summary: 'Copy a credential to another agent; the copy has a keychain item of its own.',
  details: ['A sign-in cannot be copied: its refresh token has one owner. Move it, or sign in once more.'],
  args,
  options,
  takesAgent: true,
  examples: [['models auth copy anthropic:work --to research', 'From agent main']],
  schema,
  run: (context) => transfer(context, 'profiles.copy', context.options.to, 'is copied'),
});

export const modelsAuthMove = defineCommand({
  path: ['models', 'auth', 'move'],
  summary: 'Move a credential to another agent.',
  args,
  options,
  takesAgent: true,
  examples: [['models auth move anthropic:work --agent research --to main', 'Back to agent main']],
  schema,
  run: (context) => transfer(context, 'profiles.move', context.options.to, 'is moved'),
});

async function transfer(
  context: CommandContext,
  call: 'profiles.copy' | 'profiles.move',
  toAgent: string | undefined,
  done: string,
) {
  if (toAgent === undefined) {
    throw new GatehouseError('bad_input', 'Which agent gets it? --to <agent>', {
      hint: 'gatehouse agents list shows them.',
    });
  }
  const { changeCredential } = await import('#cli/local/change-credential.ts');
  return changeCredential(context, call, { toAgent }, `${done} to agent ${printable(toAgent)}`, {
    agentAfter: toAgent,
  });
}
