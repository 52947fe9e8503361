import { type CommandContext, defineCommand } from '#cli/command.ts';

const schema = () =>
  import('#cli/commands/models-auth-add.schema.ts').then((schemas) => schemas.changedCredentialSchema);
const args = { usage: '<profileId>', min: 1, max: 1 };

export const modelsAuthDisable = defineCommand({
  path: ['models', 'auth', 'disable'],
  summary: 'Take a credential out of use without removing it.',
  args,
  options: {},
  takesAgent: true,
  examples: [['models auth disable anthropic:work', 'Requests go to the next one']],
  schema,
  run: (context) => set(context, true),
});

export const modelsAuthEnable = defineCommand({
  path: ['models', 'auth', 'enable'],
  summary: 'Take a disabled credential into use again.',
  args,
  options: {},
  takesAgent: true,
  examples: [['models auth enable anthropic:work', 'In its old place in the order']],
  schema,
  run: (context) => set(context, false),
});

async function set(context: CommandContext, disabled: boolean) {
  const { changeCredential } = await import('#cli/local/change-credential.ts');
  return changeCredential(
    context,
    'profiles.setDisabled',
    { disabled },
    disabled ? 'is disabled' : 'is in use',
  );
}
