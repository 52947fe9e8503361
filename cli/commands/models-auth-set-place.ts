import { defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const modelsAuthSetPlace = defineCommand({
  path: ['models', 'auth', 'set-place'],
  summary: 'Turn a secret in the vault into a reference, or a reference into a secret in the vault.',
  details: [
    'A reference has to lead to the very secret that the vault holds; only then that one is removed. To change both at once, use models auth add --replace.',
    'Sign-ins stay in the vault: their tokens change when they are renewed.',
  ],
  args: { usage: '<profileId>', min: 1, max: 1 },
  options: {
    vault: { type: 'boolean', summary: 'Take the secret that the reference leads to into the vault' },
    source: {
      type: 'string',
      value: '<kind>',
      summary: 'Make it a reference to a variable, a file, or a command',
      choices: ['env', 'file', 'exec'],
    },
    'ref-id': { type: 'string', value: '<id>', summary: 'What the reference names there' },
    'ref-provider': {
      type: 'string',
      value: '<alias>',
      summary: 'Which entry of secrets.providers (default: secrets.defaults, else "default")',
    },
  },
  takesAgent: true,
  examples: [
    ['models auth set-place openai:work --source env --ref-id OPENAI_API_KEY', 'A reference'],
    ['models auth set-place openai:work --vault', 'Into the vault again'],
  ],
  schema: () =>
    import('#cli/commands/models-auth-add.schema.ts').then((schemas) => schemas.changedCredentialSchema),
  run: async (context) => {
    const { options, env } = context;
    const [{ changeCredential }, { namesReference, referenceOf }, { openLocal }, { callsFor }, opening] =
      await Promise.all([
        import('#cli/local/change-credential.ts'),
        import('#cli/local/reference.ts'),
        import('#cli/local/open.ts'),
        import('#cli/local/calls.ts'),
        import('#cli/local/open-vault.ts'),
      ]);
    if (options.vault === namesReference(options)) {
      throw new GatehouseError('bad_input', 'Where to: --vault, or a reference with --source and --ref-id?', {
        hint: 'Give one of them.',
      });
    }
    const place = options.vault
      ? ({ kind: 'vault' } as const)
      : ({ kind: 'ref', ref: await referenceOf(options, (await openLocal(env)).stores) } as const);
    const calls = await callsFor(context);
    await opening.openedVault(calls, context);
    const said = place.kind === 'vault' ? 'lies in the vault' : 'is a reference';
    return changeCredential(context, 'profiles.setPlace', { place }, said, { calls });
  },
});
