/**
 * As much of the D-Bus wire format (https://dbus.freedesktop.org/doc/dbus-specification.html, "Message Protocol") as
 * watching one name takes: calls to the bus itself with at most a string and a number, and messages whose body is strings or one
 * boolean. A library for that would be larger than this face.
 */
export interface DbusMessage {
  type: 'call' | 'reply' | 'error' | 'signal';
  replyTo: number | undefined;
  member: string | undefined;
  /** The body, when it is made of strings only. */
  strings: string[];
  /** The body, when it is one boolean. */
  boolean: boolean | undefined;
}

const field = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, signature: 8 } as const;
const messageTypes = { 1: 'call', 2: 'reply', 3: 'error', 4: 'signal' } as const;
/** The bus sends nothing near this to us; the format allows 128 MiB. */
const maxMessageBytes = 64 * 1024;
const bus = 'org.freedesktop.DBus';

const aligned = (offset: number, to: number): number => Math.ceil(offset / to) * to;

/** A method call to the bus, little-endian, with no argument, a string, or a string and a number. */
export function dbusCall(serial: number, member: string, argument?: string, number?: number): Buffer {
  const body = bodyBytes(argument, number);
  const fields = joinAligned(8, [
    headerField(field.path, 'o', '/org/freedesktop/DBus'),
    headerField(field.interface, 's', bus),
    headerField(field.member, 's', member),
    headerField(field.destination, 's', bus),
    ...(argument === undefined ? [] : [headerField(field.signature, 'g', number === undefined ? 's' : 'su')]),
  ]);
  const fixed = Buffer.alloc(16);
  fixed.write('l', 0, 'latin1');
  fixed.writeUInt8(1, 1);
  fixed.writeUInt8(0, 2);
  fixed.writeUInt8(1, 3);
  fixed.writeUInt32LE(body.length, 4);
  fixed.writeUInt32LE(serial, 8);
  fixed.writeUInt32LE(fields.length, 12);
  const header = Buffer.concat([fixed, fields]);
  return Buffer.concat([header, Buffer.alloc(aligned(header.length, 8) - header.length), body]);
}

function bodyBytes(argument: string | undefined, number: number | undefined): Buffer {
  if (argument === undefined) return Buffer.alloc(0);
  if (number === undefined) return stringBytes(argument);
  const last = Buffer.alloc(4);
  last.writeUInt32LE(number);
  return joinAligned(4, [stringBytes(argument), last]);
}

function headerField(code: number, type: 'o' | 's' | 'g', value: string): Buffer {
  const lead = Buffer.from([code, 1, type.charCodeAt(0), 0]);
  const text = Buffer.from(value, 'utf8');
  return type === 'g'
    ? Buffer.concat([lead, Buffer.from([text.length]), text, Buffer.alloc(1)])
    : Buffer.concat([lead, stringBytes(value)]);
}

function stringBytes(value: string): Buffer {
  const text = Buffer.from(value, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, Buffer.alloc(1)]);
}

/** Every part but the first begins at a multiple of `to`. */
function joinAligned(to: number, parts: readonly Buffer[]): Buffer {
  return parts.reduce(
    (whole, part) => Buffer.concat([whole, Buffer.alloc(aligned(whole.length, to) - whole.length), part]),
    Buffer.alloc(0),
  );
}

/** Cuts a byte stream into messages; calls `broken` once for what it cannot read, and reads no further. */
export class DbusReader {
  #bytes = Buffer.alloc(0);
  #broken = false;
  readonly #onMessage: (message: DbusMessage) => void;
  readonly #onBroken: () => void;

  constructor(onMessage: (message: DbusMessage) => void, onBroken: () => void) {
    this.#onMessage = onMessage;
    this.#onBroken = onBroken;
  }

  push(chunk: Buffer): void {
    if (this.#broken) return;
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    try {
      for (let size = messageSize(this.#bytes); size !== undefined; size = messageSize(this.#bytes)) {
        const message = this.#bytes.subarray(0, size);
        this.#bytes = this.#bytes.subarray(size);
        this.#onMessage(parse(message));
      }
    } catch {
      this.#broken = true;
      this.#onBroken();
    }
  }
}

/** Size of the first whole message, or undefined while it has not come completely. */
function messageSize(bytes: Buffer): number | undefined {
  if (bytes.length < 16) return undefined;
  const read = reader(bytes);
  const size = aligned(16 + read.u32(12), 8) + read.u32(4);
  if (size > maxMessageBytes) throw new RangeError('message too large');
  return bytes.length < size ? undefined : size;
}

function parse(bytes: Buffer): DbusMessage {
  const read = reader(bytes);
  const type = messageTypes[bytes.readUInt8(1) as keyof typeof messageTypes];
  if (!type) throw new RangeError('unknown message type');
  const end = 16 + read.u32(12);
  const fields = new Map<number, string | number>();
  for (let at = 16; at < end; ) {
    at = aligned(at, 8);
    const code = bytes.readUInt8(at);
    // A variant: one byte of length, the type, a zero byte, the value.
    const kind = String.fromCharCode(bytes.readUInt8(at + 2));
    at += 4;
    if (kind === 'u') {
      fields.set(code, read.u32(at));
      at += 4;
    } else if (kind === 'g') {
      const length = bytes.readUInt8(at);
      fields.set(code, bytes.toString('utf8', at + 1, at + 1 + length));
      at += length + 2;
    } else if (kind === 's' || kind === 'o') {
      const length = read.u32(at);
      fields.set(code, bytes.toString('utf8', at + 4, at + 4 + length));
      at += length + 5;
    } else {
      throw new RangeError('unknown header field type');
    }
  }
  const signature = String(fields.get(field.signature) ?? '');
  const bodyAt = aligned(end, 8);
  const replyTo = fields.get(field.replySerial);
  const member = fields.get(field.member);
  return {
    type,
    replyTo: typeof replyTo === 'number' ? replyTo : undefined,
    member: typeof member === 'string' ? member : undefined,
    strings: /^s+$/.test(signature) ? readStrings(bytes, bodyAt, signature.length, read.u32) : [],
    boolean: signature === 'b' ? read.u32(bodyAt) === 1 : undefined,
  };
}

function readStrings(bytes: Buffer, from: number, count: number, u32: (at: number) => number): string[] {
  const strings: string[] = [];
  let at = from;
  for (let index = 0; index < count; index += 1) {
    at = aligned(at, 4);
    const length = u32(at);
    if (at + 4 + length > bytes.length) throw new RangeError('string beyond the message');
    strings.push(bytes.toString('utf8', at + 4, at + 4 + length));
    at += length + 5;
  }
  return strings;
}

/** The first byte of a message says its byte order. */
function reader(bytes: Buffer): { u32(at: number): number } {
  const little = bytes.readUInt8(0) === 0x6c;
  return { u32: (at) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) };
}
