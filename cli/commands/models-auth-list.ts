import { dirname } from 'node:path';
import { defineCommand } from '#cli/command.ts';
import { profileRows } from '#cli/term/profile-rows.ts';
import { table } from '#cli/term/table.ts';

export const modelsAuthList = defineCommand({
  path: ['models', 'auth', 'list'],
  summary: 'List the credentials of an agent, in the order in which they are tried.',
  options: {
    provider: { type: 'string', short: 'p', value: '<id>', summary: 'Only those of this provider' },
  },
  takesAgent: true,
  examples: [
    ['models auth list', 'All of agent main'],
    ['models auth list --provider anthropic --json', 'Those of one provider, for a script'],
  ],
  schema: () => import('#cli/commands/models-auth.schema.ts').then((schemas) => schemas.authListSchema),
  run: async ({ env, agent, options, out }) => {
    const { readProfiles } = await import('#cli/local/profile-list.ts');
    const { views, stores } = await readProfiles(env, agent, { vault: true });
    const shown = views.filter(
      (view) => options.provider === undefined || view.provider === options.provider,
    );
    const rows = table(profileRows(shown, out, Date.now()));
    return {
      json: {
        agentId: agent,
        agentDir: dirname(stores.dir.mirrorFile(agent)),
        authStatePath: stores.dir.profilesFile,
        provider: options.provider ?? null,
        profiles: shown,
      },
      text:
        rows.length > 0
          ? rows.join('\n')
          : `No credentials${options.provider ? ` of ${options.provider}` : ''} yet.\n${out.symbols.arrow} gatehouse models auth paste-api-key --provider ${options.provider ?? 'anthropic'}`,
    };
  },
});
