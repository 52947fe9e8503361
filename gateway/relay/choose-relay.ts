import type { Exchange } from '#gateway/exchange.ts';
import { compressionOf } from '#gateway/relay/compression.ts';
import { DecompressingRelay } from '#gateway/relay/decompressing-relay.ts';
import { EventRelay } from '#gateway/relay/event-relay.ts';
import { JsonRelay } from '#gateway/relay/json-relay.ts';
import { RawRelay } from '#gateway/relay/raw-relay.ts';
import type { Relay, RelayEnd } from '#gateway/relay/relay.ts';
import { SniffingRelay } from '#gateway/relay/sniffing-relay.ts';
import { TranslatedEventRelay, TranslatedJsonRelay } from '#gateway/relay/translated-relay.ts';
import type { Translated } from '#gateway/translate/translation.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';

/** The head of a success. */
export interface AnswerHead {
  status: number;
  /** In lower case. */
  type: string;
  /** `content-encoding`. */
  encoding: string | string[] | undefined;
  /** What goes to the client, flat. */
  headers: string[];
}

/** What carries an answer that passes as it comes. */
export function nativeRelay(exchange: Exchange, dialect: Dialect, head: AnswerHead, end: RelayEnd): Relay {
  const { status, type, encoding, headers } = head;
  if (compressionOf(encoding) !== undefined) return new RawRelay(exchange, status, headers, end);
  if (type.startsWith('text/event-stream')) return new EventRelay(exchange, dialect, status, headers, end);
  const Kind = type.includes('json') || type === '' ? JsonRelay : RawRelay;
  return new Kind(exchange, status, headers, end);
}

/** What carries an answer in another dialect. @returns undefined for one that cannot be read. */
export function translatedRelay(
  exchange: Exchange,
  translated: Translated,
  { status, type, encoding, headers }: AnswerHead,
  end: RelayEnd,
): Relay | undefined {
  const open = (events: boolean) => {
    const Kind = events ? TranslatedEventRelay : TranslatedJsonRelay;
    return new Kind(exchange, translated, status, headers, end);
  };
  const events = type.startsWith('text/event-stream');
  const relay = translated.stream && !events ? new SniffingRelay(open) : open(events);
  const compression = compressionOf(encoding);
  if (compression === 'unknown') return undefined;
  return compression === undefined ? relay : new DecompressingRelay(relay, compression, end);
}
