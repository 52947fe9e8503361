import { createServer } from 'node:http';

/** A provider that speaks OpenAI's chat completions and remembers which credential each request carried. */
export async function scriptedUpstream() {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push(request.headers.authorization ?? '');
      const base = { id: 'c1', created: 1, model: 'm1' };
      const done = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
      if (!/"stream"\s*:\s*true/.test(body)) {
        const message = { role: 'assistant', content: 'interop works' };
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            ...base,
            object: 'chat.completion',
            choices: [{ index: 0, message, finish_reason: 'stop' }],
            usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
          }),
        );
        return;
      }
      response.setHeader('content-type', 'text/event-stream');
      const delta = { role: 'assistant', content: 'interop works' };
      for (const chunk of [{ choices: [{ index: 0, delta, finish_reason: null }] }, done])
        response.write(`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', ...chunk })}\n\n`);
      response.end('data: [DONE]\n\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    seen,
    url: `http://127.0.0.1:${port}/v1`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
