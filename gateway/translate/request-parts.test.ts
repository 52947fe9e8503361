import { describe, expect, test } from 'vitest';
import {
  anthropic,
  chat,
  claude,
  codex,
  completions,
  dataUrl,
  gemini,
  hi,
  png,
  responses,
  send,
} from '#gateway/testing/translated.ts';

describe('words that are none', () => {
  test('do not go to Anthropic, which refuses them, and part no turns', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
    const { body } = send('openai-chat', anthropic, {
      messages: [
        { role: 'system', content: ' ' },
        { role: 'user', content: 'q' },
        { role: 'assistant', content: 'a' },
        { role: 'user', content: ' \n' },
        { role: 'assistant', content: '\n\n', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: '\n' },
      ],
    });
    expect(body).not.toHaveProperty('system');
    expect(body.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'q' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'a' },
          { type: 'tool_use', id: 'c1', name: 'f', input: {} },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1' }] },
    ]);
  });
});

test('image/jpg is called by its registered name', () => {
  const url = dataUrl.replace('image/png', 'image/JPG');
  const image = { type: 'image_url', image_url: { url } };
  const { body } = send('openai-chat', anthropic, chat({ messages: [{ role: 'user', content: [image] }] }));
  expect(body.messages[0].content[0].source.media_type).toBe('image/jpeg');
  const source = { type: 'base64', media_type: 'image/jpg', data: png };
  const asked = claude({ messages: [{ role: 'user', content: [{ type: 'image', source }] }] });
  expect(send('anthropic-messages', gemini, asked).body.contents[0].parts[0].inlineData.mimeType).toBe(
    'image/jpeg',
  );
});

describe('results of tools', () => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } };
  const failed = claude({
    messages: [
      ...hi,
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'f', input: {} }] },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 't1',
            is_error: true,
            content: [
              { type: 'text', text: 'bad' },
              { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'DOC' } },
              image,
            ],
          },
        ],
      },
    ],
  });

  test.each([responses, codex] as const)('that failed say so at %s, with an image too', (api) => {
    const { body } = send('anthropic-messages', api, failed);
    expect(body.input.at(-1).output).toEqual([
      { type: 'input_text', text: 'Error: bad\nDOC' },
      { type: 'input_image', image_url: dataUrl },
    ]);
  });

  test('are told once at Gemini, their images with the id of the call', () => {
    const { body } = send('anthropic-messages', gemini, failed);
    expect(body.contents.at(-1).parts).toEqual([
      { functionResponse: { name: 'f', response: { error: 'bad\nDOC' } } },
      { text: 'From the tool call t1:' },
      { inlineData: { mimeType: 'image/png', data: png } },
    ]);
  });

  test('are told once in chat completions', () => {
    const { body } = send('anthropic-messages', completions, failed);
    expect(JSON.stringify(body).split('DOC')).toHaveLength(2);
  });
});

describe('signatures of Gemini', () => {
  const thought = (value: string) => ({
    type: 'thinking',
    thinking: '',
    signature: `gatehouse:google:${value}`,
  });
  const parts = (content: object[]) => {
    const messages = [...hi, { role: 'assistant', content }, ...hi];
    return send('anthropic-messages', gemini, claude({ messages })).body.contents[1].parts;
  };

  test('go back in an empty text when nothing follows them', () => {
    expect(parts([{ type: 'text', text: 'Hello' }, thought('A')])).toEqual([
      { text: 'Hello' },
      { text: '', thoughtSignature: 'A' },
    ]);
  });

  test('are all kept when two follow each other', () => {
    expect(parts([thought('A'), thought('B'), { type: 'tool_use', id: 't1', name: 'f', input: {} }])).toEqual(
      [
        { text: '', thoughtSignature: 'A' },
        { functionCall: { name: 'f', args: {} }, thoughtSignature: 'B' },
      ],
    );
  });
});

describe('documents of Anthropic’s clients', () => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } };
  const asked = (document: object) =>
    send(
      'anthropic-messages',
      completions,
      claude({ messages: [{ role: 'user', content: [{ type: 'document', ...document }] }] }),
    );

  test('keep their pictures and what is said about them; citations are named as left out', () => {
    const { body, warnings } = asked({
      title: 'T',
      context: 'From 2024.',
      citations: { enabled: true },
      source: { type: 'content', content: [{ type: 'text', text: 'abc' }, image] },
    });
    expect(body.messages[0].content).toEqual([
      { type: 'text', text: 'T: From 2024.' },
      { type: 'text', text: 'T' },
      { type: 'text', text: 'abc' },
      { type: 'image_url', image_url: { url: dataUrl } },
    ]);
    const source = { type: 'text', media_type: 'text/plain', data: 'abc' };
    expect(asked({ title: 'T', citations: { enabled: true }, source }).warnings).toEqual(['citations']);
    expect(asked({ title: 'T', citations: { enabled: false }, source }).warnings).toEqual([]);
    expect(warnings).toEqual(['citations']);
  });
});
