import { defineCommand } from '#cli/command.ts';
import { openLocal } from '#cli/local/open.ts';
import { readAll } from '#cli/term/read-all.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const secretsResolve = defineCommand({
  path: ['secrets', 'resolve'],
  summary: 'Resolve secret references from the keychain (exec protocol of the OpenClaw family).',
  details: [
    'For gateways, not for people: reads one JSON request from standard input and answers with one JSON on standard output, without a line more. It works while Gatehouse is not running.',
    'Request: {"protocolVersion":1,"provider":"gatehouse","ids":["…"]}. Answer: {"protocolVersion":1,"values":{"<id>":"<secret>"},"errors":{"<id>":{"message":"…"}}}.',
  ],
  options: {},
  examples: [
    ['secrets resolve < request.json', 'What a gateway runs through the launcher in the state directory'],
  ],
  exitCodes: {
    0: 'answered; ids that could not be resolved are named in "errors"',
    1: 'the request was no valid request',
  },
  run: async ({ env, stdin }) => {
    if (stdin.isTTY) {
      throw new GatehouseError(
        'bad_input',
        'A request is read from standard input, and this is a terminal.',
        {
          hint: 'gatehouse secrets resolve --help shows the protocol.',
        },
      );
    }
    const { resolveSecrets, largestRequestBytes } = await import('#store/resolve-secrets.ts');
    const [request, { stores }] = await Promise.all([readAll(stdin, largestRequestBytes), openLocal(env)]);
    return { text: JSON.stringify(await resolveSecrets(stores, request)) };
  },
});
