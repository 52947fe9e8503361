import { defineCommand } from '#cli/command.ts';
import { confirm } from '#cli/term/confirm.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const modelsAuthLogout = defineCommand({
  path: ['models', 'auth', 'logout'],
  summary: 'Remove a credential, or all of one provider.',
  details: [
    'Asks first on a terminal; elsewhere --yes is needed. The provider itself is told nothing: revoke the key there too if others may have it.',
  ],
  args: { usage: '[<profileId>]', min: 0, max: 1 },
  options: {
    provider: {
      type: 'string',
      short: 'p',
      value: '<id>',
      summary: 'Remove all credentials of this provider',
    },
    yes: { type: 'boolean', short: 'y', summary: 'Do not ask' },
  },
  takesAgent: true,
  examples: [
    ['models auth logout anthropic:work', 'Asks, then removes it'],
    ['models auth logout --provider openai --yes', 'All of one provider, without asking'],
  ],
  schema: () => import('#cli/commands/models-auth.schema.ts').then((schemas) => schemas.logoutSchema),
  run: async (context) => {
    const { agent, options, args, env, out, stdin, stderr, signal } = context;
    const [given] = args;
    if ((given === undefined) === (options.provider === undefined)) {
      throw new GatehouseError('bad_input', 'Name one credential, or a provider with --provider.', {
        hint: 'gatehouse models auth list shows them.',
      });
    }
    const [{ readProfiles }, { changesFor }] = await Promise.all([
      import('#cli/local/profile-list.ts'),
      import('#cli/local/changes.ts'),
    ]);
    const { views } = await readProfiles(env, agent, { vault: false });
    const ids = views
      .filter((view) => (given === undefined ? view.provider === options.provider : view.id === given))
      .map((view) => view.id);
    if (ids.length === 0)
      throw await nothingToRemove(
        given,
        options.provider,
        views.map((view) => view.id),
      );
    const names = ids.map(printable).join(', ');
    await confirm(`Remove ${names}${agent === 'main' ? '' : ` of agent ${agent}`}?`, {
      yes: options.yes,
      stdin,
      stderr,
      signal,
    });
    const changes = await changesFor(context);
    const warnings = new Set<string>();
    for (const id of ids) {
      for (const warning of (await changes.remove({ agent, id })).warnings ?? []) warnings.add(warning);
    }
    return {
      warnings: [...warnings],
      json: { agentId: agent, removed: ids, via: changes.via },
      text: `${out.green(out.symbols.ok)} Removed ${names}.`,
    };
  },
});

async function nothingToRemove(
  given: string | undefined,
  provider: string | undefined,
  ids: string[],
): Promise<GatehouseError> {
  if (given === undefined) {
    return new GatehouseError('unknown_profile', `There is no credential of ${printable(provider ?? '')}.`, {
      hint: 'gatehouse models auth list shows them.',
    });
  }
  const { suggest } = await import('#cli/parse/suggest.ts');
  const near = suggest(given, ids);
  return new GatehouseError('unknown_profile', 'There is no such credential.', {
    hint: near ? `Did you mean: ${near}` : 'gatehouse models auth list shows them.',
  });
}
