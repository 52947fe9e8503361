import { defineCommand } from '#cli/command.ts';
import { printable, table } from '#cli/term/table.ts';

const schemas = () => import('#cli/commands/agents.schema.ts');

export const agentsList = defineCommand({
  path: ['agents', 'list'],
  summary: 'List the agents: each has credentials, an order and models of its own.',
  options: {},
  examples: [['agents list', 'main is always there']],
  schema: () => schemas().then(({ agentsListSchema }) => agentsListSchema),
  run: async ({ env, out }) => {
    const [{ openLocal }, { agentList, modelRoles }] = await Promise.all([
      import('#cli/local/open.ts'),
      import('#core/config/model-roles.ts'),
    ]);
    const { stores } = await openLocal(env);
    const [{ config }, doc] = await Promise.all([stores.config.read(), stores.profiles.read()]);
    const agents = agentList(config, Object.keys(doc.agents)).map(({ id, name }) => ({
      id,
      name,
      profiles: Object.keys(doc.agents[id]?.profiles ?? {}).length,
      primary: modelRoles(config, id).primary ?? null,
    }));
    const rows = agents.map(({ id, name, profiles, primary }) => [
      out.bold(id),
      name === id ? '' : printable(name),
      `${profiles} credential${profiles === 1 ? '' : 's'}`,
      primary === null ? out.dim('no primary model') : printable(primary),
    ]);
    return { json: { agents }, text: table(rows).join('\n') };
  },
});

export const agentsAdd = defineCommand({
  path: ['agents', 'add'],
  summary: 'Add an agent.',
  args: { usage: '<id>', min: 1, max: 1 },
  options: { name: { type: 'string', short: 'n', value: '<text>', summary: 'What people see' } },
  examples: [['agents add research --name Research', 'An entry of agents.list in gatehouse.json']],
  schema: () => schemas().then(({ agentChangedSchema }) => agentChangedSchema),
  run: async (context) => {
    const { args, options, out } = context;
    const [id = ''] = args;
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    const named = options.name === undefined ? {} : { name: options.name };
    const { warnings } = await calls.invoke('agents.add', { id, ...named });
    return {
      json: { id, via: calls.via },
      warnings,
      text: `${out.green(out.symbols.ok)} Agent ${out.bold(printable(id))} is there.`,
    };
  },
});

export const agentsRemove = defineCommand({
  path: ['agents', 'remove'],
  summary: 'Remove an agent that has no credentials.',
  args: { usage: '<id>', min: 1, max: 1 },
  options: { yes: { type: 'boolean', short: 'y', summary: 'Do not ask for confirmation' } },
  examples: [['agents remove research --yes', 'Without asking']],
  schema: () => schemas().then(({ agentChangedSchema }) => agentChangedSchema),
  run: async (context) => {
    const { args, options, out, stdin, stderr, signal } = context;
    const [id = ''] = args;
    const [{ callsFor }, { confirm }] = await Promise.all([
      import('#cli/local/calls.ts'),
      import('#cli/term/confirm.ts'),
    ]);
    await confirm(`Remove agent ${printable(id)}?`, { yes: options.yes, stdin, stderr, signal });
    const calls = await callsFor(context);
    const { warnings } = await calls.invoke('agents.remove', { id });
    return {
      json: { id, via: calls.via },
      warnings,
      text: `${out.green(out.symbols.ok)} Agent ${printable(id)} is removed.`,
    };
  },
});
