/**
 * The part of the D-Bus wire format that talking to the Secret Service takes: little-endian messages of protocol
 * version 1. Source: D-Bus Specification 0.43, "Marshaling (Wire Format)" and "Message Protocol".
 */

export const messageTypes = { call: 1, reply: 2, error: 3, signal: 4 } as const;
/** The message must not start the service that it is for. */
export const noAutoStart = 0x2;

export interface BusMessage {
  type: number;
  flags: number;
  serial: number;
  path?: string;
  interface?: string;
  member?: string;
  errorName?: string;
  replySerial?: number;
  destination?: string;
  sender?: string;
  signature?: string;
  body: unknown[];
}

/** Larger messages are cut off as broken: nothing that is asked for here comes near it (bytes). */
const largestMessage = 4 * 1024 * 1024;

const alignments: Record<string, number> = {
  y: 1,
  g: 1,
  v: 1,
  n: 2,
  q: 2,
  b: 4,
  i: 4,
  u: 4,
  s: 4,
  o: 4,
  a: 4,
  h: 4,
  x: 8,
  t: 8,
  d: 8,
  '(': 8,
  '{': 8,
};

/** Splits a signature into its complete types: `sa{sv}u` -> `s`, `a{sv}`, `u`. */
export function splitSignature(signature: string): string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const end = typeEnd(signature, at);
    types.push(signature.slice(at, end));
    at = end;
  }
  return types;
}

function typeEnd(signature: string, at: number): number {
  const code = signature[at];
  if (code === undefined) throw new Error('D-Bus: broken signature');
  if (code === 'a') return typeEnd(signature, at + 1);
  if (code !== '(' && code !== '{') return at + 1;
  const close = code === '(' ? ')' : '}';
  let end = at + 1;
  while (signature[end] !== close) end = typeEnd(signature, end);
  return end + 1;
}

/** A value with its own type: what a variant holds. */
export interface Variant {
  signature: string;
  value: unknown;
}

class Writer {
  private bytes: number[] = [];

  align(to: number): void {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
  }

  private u32(value: number): void {
    this.align(4);
    this.bytes.push(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff);
  }

  write(type: string, value: unknown): void {
    switch (type[0]) {
      case 'y':
        this.bytes.push(Number(value) & 0xff);
        return;
      case 'b':
        this.u32(value === true ? 1 : 0);
        return;
      case 'u':
      case 'i':
        this.u32(Number(value));
        return;
      case 's':
      case 'o': {
        const text = Buffer.from(String(value), 'utf8');
        this.u32(text.length);
        this.bytes.push(...text, 0);
        return;
      }
      case 'g': {
        const text = Buffer.from(String(value), 'latin1');
        this.bytes.push(text.length, ...text, 0);
        return;
      }
      case 'v': {
        const variant = value as Variant;
        this.write('g', variant.signature);
        this.write(variant.signature, variant.value);
        return;
      }
      case 'a': {
        const inner = type.slice(1);
        this.u32(0);
        const lengthAt = this.bytes.length - 4;
        this.align(alignments[inner[0] ?? ''] ?? 1);
        const start = this.bytes.length;
        for (const item of value as unknown[]) this.write(inner, item);
        const length = this.bytes.length - start;
        for (let byte = 0; byte < 4; byte++) this.bytes[lengthAt + byte] = (length >>> (8 * byte)) & 0xff;
        return;
      }
      case '(':
      case '{': {
        this.align(8);
        const fields = value as unknown[];
        for (const [index, field] of splitSignature(type.slice(1, -1)).entries())
          this.write(field, fields[index]);
        return;
      }
      default:
        throw new Error(`D-Bus: type ${type} is not written here`);
    }
  }

  finish(): Buffer {
    return Buffer.from(this.bytes);
  }
}

const headerFields = [
  [1, 'o', 'path'],
  [2, 's', 'interface'],
  [3, 's', 'member'],
  [4, 's', 'errorName'],
  [5, 'u', 'replySerial'],
  [6, 's', 'destination'],
  [7, 's', 'sender'],
  [8, 'g', 'signature'],
] as const;

export function encodeMessage(message: BusMessage): Buffer {
  const body = new Writer();
  for (const [index, type] of splitSignature(message.signature ?? '').entries())
    body.write(type, message.body[index]);
  const payload = body.finish();
  const header = new Writer();
  for (const byte of [0x6c, message.type, message.flags, 1]) header.write('y', byte);
  header.write('u', payload.length);
  header.write('u', message.serial);
  const fields = headerFields.flatMap(([code, signature, name]) =>
    message[name] === undefined ? [] : [[code, { signature, value: message[name] }]],
  );
  header.write('a(yv)', fields);
  header.align(8);
  return Buffer.concat([header.finish(), payload]);
}

class Reader {
  private at: number;
  private readonly buffer: Buffer;
  private readonly little: boolean;

  constructor(buffer: Buffer, at: number, little: boolean) {
    this.buffer = buffer;
    this.at = at;
    this.little = little;
  }

  align(to: number): void {
    this.at = Math.ceil(this.at / to) * to;
  }

  private u32(): number {
    this.align(4);
    const value = this.little ? this.buffer.readUInt32LE(this.at) : this.buffer.readUInt32BE(this.at);
    this.at += 4;
    return value;
  }

  private text(length: number): string {
    const end = this.at + length;
    if (end >= this.buffer.length) throw new Error('D-Bus: text beyond the message');
    const value = this.buffer.toString('utf8', this.at, end);
    this.at = end + 1;
    return value;
  }

  read(type: string): unknown {
    switch (type[0]) {
      case 'y':
        return this.buffer.readUInt8(this.at++);
      case 'b':
        return this.u32() !== 0;
      case 'u':
      case 'h':
        return this.u32();
      case 'i':
        return this.u32() | 0;
      case 'n':
      case 'q':
        this.align(2);
        this.at += 2;
        return this.little ? this.buffer.readUInt16LE(this.at - 2) : this.buffer.readUInt16BE(this.at - 2);
      case 'x':
      case 't':
      case 'd':
        this.align(8);
        this.at += 8;
        return this.little
          ? this.buffer.readBigUInt64LE(this.at - 8)
          : this.buffer.readBigUInt64BE(this.at - 8);
      case 's':
      case 'o':
        return this.text(this.u32());
      case 'g':
        return this.text(this.buffer.readUInt8(this.at++));
      case 'v':
        return this.read(String(this.read('g')));
      case 'a': {
        const inner = type.slice(1);
        const length = this.u32();
        this.align(alignments[inner[0] ?? ''] ?? 1);
        const end = this.at + length;
        if (end > this.buffer.length) throw new Error('D-Bus: array beyond the message');
        const items: unknown[] = [];
        while (this.at < end) items.push(this.read(inner));
        return items;
      }
      case '(':
      case '{':
        this.align(8);
        return splitSignature(type.slice(1, -1)).map((field) => this.read(field));
      default:
        throw new Error(`D-Bus: type ${type} is not known`);
    }
  }
}

/**
 * The first whole message of a buffer, and what is left after it; undefined while more bytes are needed.
 * @throws Error when the bytes are no D-Bus messages.
 */
export function decodeMessage(buffer: Buffer): { message: BusMessage; rest: Buffer } | undefined {
  if (buffer.length < 16) return undefined;
  const little = buffer[0] === 0x6c;
  if (!little && buffer[0] !== 0x42) throw new Error('D-Bus: unknown byte order');
  const u32 = (at: number) => (little ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at));
  const bodyAt = Math.ceil((16 + u32(12)) / 8) * 8;
  const end = bodyAt + u32(4);
  if (end > largestMessage) throw new Error('D-Bus: message too large');
  if (buffer.length < end) return undefined;
  const whole = buffer.subarray(0, end);
  const message: BusMessage = {
    type: buffer.readUInt8(1),
    flags: buffer.readUInt8(2),
    serial: u32(8),
    body: [],
  };
  for (const [code, value] of new Reader(whole, 12, little).read('a(yv)') as [number, unknown][]) {
    const field = headerFields.find(([known]) => known === code);
    if (field !== undefined) Object.assign(message, { [field[2]]: value });
  }
  const body = new Reader(whole, bodyAt, little);
  message.body = splitSignature(message.signature ?? '').map((type) => body.read(type));
  return { message, rest: buffer.subarray(end) };
}
