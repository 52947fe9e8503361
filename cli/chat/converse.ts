import { createInterface } from 'node:readline';
import type { Style } from '#cli/term/style.ts';
import { parseChatCommand } from '#core/model/chat-command.ts';
import type { GatewayAnswer, SentMessage } from '#store/gateway-client/ask.ts';

export interface Conversation {
  ask(
    messages: readonly SentMessage[],
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<GatewayAnswer>;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  out: Style;
}

const commands = ['/model', '/model list', '/model status', '/model default', '/new', '/reset'];

/** Reads lines and streams answers until the input ends. */
export async function converse({ ask, stdin, stdout, out }: Conversation): Promise<void> {
  let messages: SentMessage[] = [];
  let models: string[] | undefined;
  let answering: AbortController | undefined;
  /** Names of models, asked for once, when somebody first wants one completed. */
  const modelNames = async (): Promise<string[]> => {
    if (models !== undefined) return models;
    const list = await ask(
      [{ role: 'user', content: '/model list' }],
      () => undefined,
      AbortSignal.timeout(5000),
    ).catch(() => undefined);
    models = [...(list?.text.matchAll(/^\d+\. (\S+)/gm) ?? [])].map(([, name = '']) => name);
    return models;
  };
  const complete = (line: string, done: (error: null, found: [string[], string]) => void) => {
    if (!line.startsWith('/')) return done(null, [[], line]);
    void modelNames().then((names) => {
      const all = line.startsWith('/model ')
        ? [...commands, ...names.map((name) => `/model ${name}`)]
        : commands;
      done(null, [all.filter((one) => one.startsWith(line)), line]);
    });
  };
  const lines = createInterface({
    input: stdin,
    output: stdout,
    completer: complete,
    prompt: out.bold('> '),
  });
  lines.on('SIGINT', () => {
    if (answering === undefined) lines.close();
    else answering.abort();
  });
  let open = true;
  lines.on('close', () => {
    open = false;
  });
  lines.prompt();
  for await (const line of lines) {
    const content = line.trim();
    if (content !== '') {
      answering = new AbortController();
      const command = parseChatCommand(content);
      const asked: SentMessage[] =
        command === undefined ? [...messages, { role: 'user', content }] : [{ role: 'user', content }];
      try {
        const answer = await ask(asked, (text) => stdout.write(text), answering.signal);
        stdout.write('\n');
        if (command === undefined) {
          messages = [...asked, { role: 'assistant', content: answer.text }];
          stdout.write(`${out.dim(whoAnswered(answer))}\n`);
        } else if (command.act === 'new') messages = [];
      } catch (error) {
        stdout.write(`\n${out.red(error instanceof Error ? error.message : 'It failed.')}\n`);
      }
      answering = undefined;
    }
    // Input that came from a pipe may have ended meanwhile; its lines are still answered.
    if (open) lines.prompt();
  }
}

function whoAnswered({ model = '', profile, attempts = 1, paidSwitch }: GatewayAnswer): string {
  const via = profile === undefined ? '' : ` via ${profile}`;
  const tries = attempts > 1 ? `, attempt ${attempts}` : '';
  return `${model}${via}${tries}${paidSwitch === undefined ? '' : `, ${paidSwitch}`}`;
}
