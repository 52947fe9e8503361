import { describe, expect, test } from 'vitest';
import { parseRequest, withModel } from './request-body.ts';
import { eventData, eventsEnd, parseEvents } from './sse.ts';

function rename(text: string, model = 'm2'): string {
  const bytes = Buffer.from(text);
  const request = parseRequest(bytes);
  if ('status' in request) throw new Error(request.code);
  return withModel(bytes, request, model).toString();
}

describe('another model name in a request', () => {
  test.each([
    ['{"model":"a/b","x":1}', '{"model":"m2","x":1}'],
    ['{ "x" : [1.0, 2e3] ,\n "model" :\t"a/b" }', '{ "x" : [1.0, 2e3] ,\n "model" :\t"m2" }'],
    ['{"messages":[{"model":"inner"}],"model":"a"}', '{"messages":[{"model":"inner"}],"model":"m2"}'],
    ['{"a":"\\"model\\":\\"x\\"","model":"a"}', '{"a":"\\"model\\":\\"x\\"","model":"m2"}'],
    ['{"a":"back\\\\","model":"a"}', '{"a":"back\\\\","model":"m2"}'],
    ['{"model":"a","model":"b"}', '{"model":"m2","model":"m2"}'],
    ['{"a":"model","model":"b"}', '{"a":"model","model":"m2"}'],
    ['{"model":"grün","ä":"日本 🎉"}', '{"model":"m2","ä":"日本 🎉"}'],
  ])('%s becomes %s, and no other byte changes', (before, after) => {
    expect(rename(before)).toBe(after);
  });

  test.each([
    ['{"mod\\u0065l":"a","n":1}', { model: 'm2', n: 1 }],
    ['{"model":7,"model":"a"}', { model: 'm2' }],
  ])('%s, whose key is not plain, is written anew', (before, after) => {
    expect(JSON.parse(rename(before))).toEqual(after);
  });

  test('a name with quotes stays one string', () => {
    expect(JSON.parse(rename('{"model":"a"}', 'say "hi"\n'))).toEqual({ model: 'say "hi"\n' });
  });

  test.each([
    ['', 'bad_json'],
    ['{"model":', 'bad_json'],
    ['[]', 'bad_json'],
    ['null', 'bad_json'],
    ['{}', 'model_missing'],
    ['{"model":""}', 'model_missing'],
    ['{"model":{}}', 'model_missing'],
  ])('%j is refused as %s', (text, code) => {
    expect(parseRequest(Buffer.from(text))).toMatchObject({ status: 400, code });
  });
});

describe('server-sent events', () => {
  test.each([
    ['data: a\n\n', 9],
    ['data: a\r\n\r\n', 11],
    ['data: a\n\ndata: b', 9],
    ['data: a\n\ndata: b\n', 9],
    ['data: a', 0],
    ['\n', 0],
    ['', 0],
  ])('%j has whole events up to %i', (text, end) => {
    expect(eventsEnd(Buffer.from(text))).toBe(end);
  });

  test('comments, CRLF, a missing space, several lines and a missing last newline are read as the standard says', () => {
    const text = ': ping\n\ndata:{"a":1}\r\n\r\nevent: x\ndata: {"b":\ndata: 2}\n\nid: 7\n\ndata: [DONE]';
    expect(eventData(text)).toEqual(['{"a":1}', '{"b":\n2}', '[DONE]']);
    expect(parseEvents(text)).toEqual({ data: [{ a: 1 }, { b: 2 }], done: true });
  });
});
