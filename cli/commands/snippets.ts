import { type CommandContext, defineCommand } from '#cli/command.ts';
import { table, wrap } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { english } from '#core/say/say.ts';

export const snippets = defineCommand({
  path: ['snippets'],
  summary: 'Print what points a tool at the gateway, ready to paste.',
  details: [
    'Snippets read the access token from GATEHOUSE_TOKEN. With --with-token the token stands in them: mind where you paste it.',
  ],
  args: { usage: '[tool]', min: 0, max: 1 },
  options: {
    list: { type: 'boolean', short: 'l', summary: 'Only the names of the tools' },
    model: {
      type: 'string',
      value: '<provider/model>',
      summary: 'A model other than "gatehouse", which is the primary one',
    },
    'with-token': { type: 'boolean', summary: 'Put the access token in' },
  },
  examples: [
    ['snippets --list', 'Which tools there are'],
    ['snippets claude-code', 'For Claude Code'],
    ['snippets curl --with-token', 'With the token in it'],
  ],
  schema: () => import('#cli/commands/snippets.schema.ts').then((schemas) => schemas.snippetsSchema),
  run: async (context) => {
    const { args, options, out } = context;
    const [{ tools, snippetText }, { suggest }] = await Promise.all([
      import('#core/snippets/tools.ts'),
      import('#cli/parse/suggest.ts'),
    ]);
    const [wanted] = args;
    const chosen = wanted === undefined ? tools : tools.filter(({ id }) => id === wanted);
    if (wanted !== undefined && chosen.length === 0) {
      const near = suggest(
        wanted,
        tools.map(({ id }) => id),
      );
      throw new GatehouseError('bad_input', 'There is no snippet for that tool.', {
        hint: near ? `Did you mean: gatehouse snippets ${near}` : 'gatehouse snippets --list names them.',
      });
    }
    const input = { model: options.model ?? 'gatehouse', ...(await address(context)) };
    const json = {
      endpoint: input.endpoint,
      model: input.model,
      tools: chosen.map((tool) => ({
        id: tool.id,
        name: tool.name,
        ...(tool.note ? { note: english(tool.note) } : {}),
        parts: tool.parts(input),
      })),
    };
    if (options.list) {
      return { json, text: table(chosen.map(({ id, name }) => [id, out.dim(name)])).join('\n') };
    }
    if (wanted !== undefined) {
      const [tool] = chosen;
      return {
        json,
        ...(tool?.note ? { warnings: [english(tool.note)] } : {}),
        text: tool ? snippetText(tool, input) : '',
      };
    }
    const text = chosen.map((tool) =>
      [
        out.bold(tool.name),
        ...(tool.note ? wrap(english(tool.note), out.width).map((line) => out.dim(line)) : []),
        snippetText(tool, input),
      ].join('\n'),
    );
    return { json, text: text.join('\n\n') };
  },
});

/** The token is asked for only when it is wanted: it may need the vault. */
async function address({
  env,
  signal,
  options,
}: CommandContext): Promise<{ endpoint: string; token?: string }> {
  if (options['with-token']) {
    const { gatewayAddress } = await import('#cli/local/gateway-address.ts');
    const { endpoint, token } = await gatewayAddress(env, signal);
    return { endpoint, ...(token === undefined ? {} : { token }) };
  }
  const [{ findHost }, { configuredEndpoint }] = await Promise.all([
    import('#cli/host/find-host.ts'),
    import('#cli/local/endpoint.ts'),
  ]);
  const host = await findHost(env, signal);
  if (host) return { endpoint: (await host.client.snapshot('gateway')).gateway.endpoint };
  return { endpoint: (await configuredEndpoint(env, signal)).endpoint };
}
