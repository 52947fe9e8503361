import { GatehouseError } from '#core/contract/error.ts';

/** All of a stream as text. @throws GatehouseError `bad_input` beyond `maxBytes`. */
export async function readAll(stream: NodeJS.ReadStream, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new GatehouseError(
        'bad_input',
        `Standard input is longer than ${Math.round(maxBytes / 1024)} KiB.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
