import { defineCommand } from '#cli/command.ts';
import { hostOf } from '#cli/host/family-host.ts';
import { printable } from '#cli/term/table.ts';

const schema = () => import('#cli/commands/families.schema.ts').then(({ familyIdSchema }) => familyIdSchema);

export const familiesAddRemote = defineCommand({
  path: ['families', 'add-remote'],
  summary: 'Look at a gateway on another machine; nothing is ever written to it.',
  details: ['Its token is asked for, or read from standard input with --token, and goes into the vault.'],
  args: { usage: '<name> <url>', min: 2, max: 2 },
  options: {
    ssh: {
      type: 'string',
      value: '<user@host>',
      summary: 'Through a tunnel; the URL is then the address on that machine',
    },
    token: { type: 'boolean', summary: 'It has a token: ask for it, or read it from standard input' },
  },
  examples: [
    ['families add-remote server wss://gateway.example.com --token < token.txt', 'By its address'],
    [
      'families add-remote server http://127.0.0.1:18789 --ssh me@server --token',
      'Through ssh, which has to work without a question',
    ],
  ],
  schema,
  run: async (context) => {
    const { args, options, out } = context;
    const [name = '', url = ''] = args;
    const { readSecret } = await import('#cli/term/read-secret.ts');
    const prompt = 'Paste the token of that gateway (it is not shown): ';
    const token = options.token ? (await readSecret({ ...context, prompt })).trim() : undefined;
    const client = await hostOf(context);
    const { id } = await client.invoke('families.addRemote', {
      name,
      url,
      ...(token === undefined ? {} : { token }),
      ...(options.ssh === undefined ? {} : { ssh: options.ssh }),
    });
    return { json: { id }, text: `${out.green(out.symbols.ok)} It is "${printable(id)}" here.` };
  },
});

export const familiesRemoveRemote = defineCommand({
  path: ['families', 'remove-remote'],
  summary: 'Forget a gateway on another machine, and its token.',
  args: { usage: '<id>', min: 1, max: 1 },
  options: {},
  examples: [['families remove-remote server', 'Nothing changes there']],
  schema,
  run: async (context) => {
    const [id = ''] = context.args;
    const client = await hostOf(context);
    await client.invoke('families.removeRemote', { id });
    return { json: { id }, text: `${context.out.green(context.out.symbols.ok)} It is forgotten.` };
  },
});
