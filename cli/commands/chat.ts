import { defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const chat = defineCommand({
  path: ['chat'],
  summary: 'Talk to a model through the gateway.',
  details: [
    'Each line is a message; the answer is streamed. /model, /model list, /model <number>, /model <provider/model>[@profile], /model status, /model default and /new are answered by the gateway itself. Ctrl-C ends an answer, Ctrl-D the conversation.',
    'Without a terminal, or with --message, one message is answered and printed.',
  ],
  options: {
    model: { type: 'string', value: '<provider/model>', summary: 'Instead of the primary model' },
    session: { type: 'string', value: '<name>', summary: 'Name of the session; a new one when absent' },
    message: { type: 'string', short: 'm', value: '<text>', summary: 'Send this one message' },
  },
  takesAgent: true,
  examples: [
    ['chat', 'Until Ctrl-D'],
    ['chat --message hello --json', 'One answer, with who gave it'],
    ['chat --model openai/gpt-5.5 --session letters', 'With another model, under a name'],
  ],
  schema: () => import('#cli/commands/chat.schema.ts').then((schemas) => schemas.chatSchema),
  run: async ({ env, agent, options, out, err, stdin, stdout, stderr, signal, json }) => {
    const [{ askGateway }, { gatewayAddress }] = await Promise.all([
      import('#store/gateway-client/ask.ts'),
      import('#cli/local/gateway-address.ts'),
    ]);
    const gateway = await gatewayAddress(env, signal);
    const model = options.model ?? 'gatehouse';
    const session = options.session ?? `terminal-${process.pid}-${Date.now().toString(36)}`;

    if (options.message !== undefined || stdin.isTTY !== true || json) {
      const { readAll } = await import('#cli/term/read-all.ts');
      const content = options.message ?? (await readAll(stdin, 1024 * 1024)).toString().trim();
      if (content === '')
        throw new GatehouseError('bad_input', 'There is no message.', { hint: 'Pass --message.' });
      const messages = [{ role: 'user' as const, content }];
      const answer = await askGateway(gateway, { agent, session, model, messages }, () => undefined, signal);
      const { requestId: _requestId, ...shown } = answer;
      return { json: { agentId: agent, session, ...shown }, text: answer.text };
    }

    const { converse } = await import('#cli/chat/converse.ts');
    const ask: Parameters<typeof converse>[0]['ask'] = (messages, onText, abort) =>
      askGateway(gateway, { agent, session, model, messages }, onText, AbortSignal.any([signal, abort]));
    stderr.write(`${err.dim(`Session ${printable(session)}. /model list, /new, Ctrl-D to end.`)}\n`);
    await converse({ ask, stdin, stdout, out });
    return {};
  },
});
