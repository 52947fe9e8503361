import { type CommandContext, defineCommand } from '#cli/command.ts';
import { printable, table } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

const schema = () =>
  import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsAliasesSchema);

async function open(env: NodeJS.ProcessEnv) {
  const [{ openLocal }, config] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#store/model-config.ts'),
  ]);
  return { ...(await openLocal(env)), config };
}

async function change(
  context: Pick<CommandContext, 'env' | 'signal'>,
  alias: string,
  model: string | null,
): Promise<void> {
  const { callsFor } = await import('#cli/local/calls.ts');
  await (await callsFor(context)).invoke('models.setAlias', { alias, model });
}

export const modelsAliasesList = defineCommand({
  path: ['models', 'aliases', 'list'],
  summary: 'List the aliases of models.',
  options: { plain: { type: 'boolean', summary: 'Print "alias provider/model", one per line' } },
  examples: [['models aliases list', 'All of them']],
  schema,
  run: async ({ env, options, out }) => {
    const { stores, config } = await open(env);
    const aliases = await config.listAliases(stores);
    const rows = Object.entries(aliases).map(([alias, model]) => [printable(alias), printable(model)]);
    const shown =
      rows.length === 0 ? 'No aliases.' : table(rows.map(([a = '', b = '']) => [out.bold(a), b])).join('\n');
    return { json: { aliases }, text: options.plain ? rows.map((row) => row.join(' ')).join('\n') : shown };
  },
});

export const modelsAliasesAdd = defineCommand({
  path: ['models', 'aliases', 'add'],
  summary: 'Give a model an alias, in place of the one it has.',
  args: { usage: '<alias> <provider/model>', min: 2, max: 2 },
  options: {},
  examples: [['models aliases add opus anthropic/claude-opus-4-6', 'Then: /model opus']],
  schema,
  run: async (context) => {
    const { env, args, out } = context;
    const [alias = '', model = ''] = args;
    const { stores, config } = await open(env);
    const before = await config.listAliases(stores);
    await change(context, alias, model);
    const aliases = await config.listAliases(stores);
    // A model has one alias.
    const replaced = Object.keys(before).find(
      (other) => before[other] === aliases[alias] && !Object.hasOwn(aliases, other),
    );
    const instead = replaced === undefined ? '' : `, in place of ${printable(replaced)}`;
    return {
      json: { aliases, ...(replaced === undefined ? {} : { replaced }) },
      text: `${out.green(out.symbols.ok)} Alias ${printable(alias)} -> ${printable(model)}${instead}`,
    };
  },
});

export const modelsAliasesRemove = defineCommand({
  path: ['models', 'aliases', 'remove'],
  summary: 'Remove an alias.',
  args: { usage: '<alias>', min: 1, max: 1 },
  options: {},
  examples: [['models aliases remove opus', 'The model stays']],
  schema,
  run: async (context) => {
    const { env, args, out } = context;
    const alias = args[0] ?? '';
    const { stores, config } = await open(env);
    if (!Object.hasOwn(await config.listAliases(stores), alias)) {
      throw new GatehouseError('bad_input', `Alias not found: ${printable(alias)}`);
    }
    await change(context, alias, null);
    return {
      json: { aliases: await config.listAliases(stores) },
      text: `${out.green(out.symbols.ok)} Alias ${printable(alias)} removed`,
    };
  },
});
