import { defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const gatewayToken = defineCommand({
  path: ['gateway', 'token'],
  summary: 'Print the access token by which your tools reach the gateway.',
  details: [
    'It is the one secret that Gatehouse gives out: it opens this gateway and nothing else. Put it where a tool reads its API key.',
  ],
  options: {},
  examples: [
    ['gateway token', 'Print it'],
    ['gateway token --json', 'Together with the address'],
  ],
  schema: () => import('#cli/commands/gateway.schema.ts').then((schemas) => schemas.gatewayTokenSchema),
  run: async ({ env, signal }) => {
    const { gatewayAddress } = await import('#cli/local/gateway-address.ts');
    const { endpoint, token } = await gatewayAddress(env, signal);
    if (token === undefined) {
      throw new GatehouseError('bad_input', 'This gateway is not opened by a token.', {
        where: 'gateway.auth.mode',
        hint: 'The config chose another way in; gatehouse gateway status names it.',
      });
    }
    return { json: { endpoint, token }, text: token };
  },
});
