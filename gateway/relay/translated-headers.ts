/** Headers that describe a body which is not the one that goes out. */
const upstreamsOwn: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'cache-control']);

/** The upstream's headers without those of its body, and the client's official library's name for the request id. */
export function translatedHeaders(headers: readonly string[], stream: boolean): string[] {
  const flat: string[] = ['content-type', stream ? 'text/event-stream; charset=utf-8' : 'application/json'];
  if (stream) flat.push('cache-control', 'no-cache');
  let anthropicId: string | undefined;
  let openaiId: string | undefined;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const value = headers[at + 1] ?? '';
    if (upstreamsOwn.has(name)) continue;
    if (name === 'request-id') anthropicId = value;
    if (name === 'x-request-id') openaiId = value;
    flat.push(name, value);
  }
  if (anthropicId !== undefined && openaiId === undefined) flat.push('x-request-id', anthropicId);
  if (openaiId !== undefined && anthropicId === undefined) flat.push('request-id', openaiId);
  return flat;
}
