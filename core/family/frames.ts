import * as z from 'zod';

/**
 * Frames of the family's WebSocket protocol, versions 3 and 4, as text; pure. Source: frames that gateways of OpenClaw
 * 2026.1.29 to 2026.9.6 sent and took. The first frame is always the event `connect.challenge`, without credentials.
 */
const eventSchema = z.looseObject({
  type: z.literal('event'),
  event: z.string(),
  payload: z.unknown().optional(),
});
const responseSchema = z.looseObject({
  type: z.literal('res'),
  id: z.string(),
  ok: z.boolean(),
  payload: z.unknown().optional(),
  error: z.looseObject({ code: z.string().optional(), message: z.string().optional() }).optional(),
});

export type Frame =
  | { kind: 'challenge'; nonce: string }
  | { kind: 'event'; event: string }
  | { kind: 'response'; id: string; ok: true; payload: unknown }
  | { kind: 'response'; id: string; ok: false; code: string }
  /** A frame that is none of the family's. */
  | { kind: 'foreign' };

const challengeSchema = z.looseObject({ nonce: z.string() });

/** Never throws. */
export function readFrame(text: string): Frame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'foreign' };
  }
  const event = eventSchema.safeParse(value);
  if (event.success) {
    if (event.data.event !== 'connect.challenge') return { kind: 'event', event: event.data.event };
    const challenge = challengeSchema.safeParse(event.data.payload);
    return challenge.success ? { kind: 'challenge', nonce: challenge.data.nonce } : { kind: 'foreign' };
  }
  const response = responseSchema.safeParse(value);
  if (!response.success) return { kind: 'foreign' };
  const { id, ok, payload, error } = response.data;
  return ok
    ? { kind: 'response', id, ok, payload }
    : { kind: 'response', id, ok, code: error?.code ?? 'UNKNOWN' };
}

export interface ConnectAuth {
  token?: string | undefined;
  password?: string | undefined;
}

/**
 * The frame that answers the challenge. A shared token from loopback needs no device of its own.
 * @param platform `process.platform` of the shell.
 */
export function connectFrame(
  id: string,
  auth: ConnectAuth,
  platform: string,
  scopes: readonly string[] = ['operator.admin', 'operator.read', 'operator.write'],
): string {
  return requestFrame(id, 'connect', {
    minProtocol: 3,
    maxProtocol: 4,
    client: { id: 'gateway-client', version: '1', platform, mode: 'backend' },
    role: 'operator',
    scopes,
    caps: [],
    ...(auth.token === undefined && auth.password === undefined ? {} : { auth }),
  });
}

export const requestFrame = (id: string, method: string, params: unknown = {}): string =>
  JSON.stringify({ type: 'req', id, method, params });

const helloSchema = z.looseObject({
  type: z.literal('hello-ok'),
  protocol: z.number().optional(),
  server: z.looseObject({ version: z.string().optional() }).optional(),
  features: z.looseObject({ methods: z.array(z.string()).optional() }).optional(),
  snapshot: z.looseObject({ configPath: z.string().optional(), stateDir: z.string().optional() }).optional(),
});

export interface Hello {
  protocol: number | undefined;
  /** Absent where the gateway says only `dev`, as several versions do. */
  version: string | undefined;
  methods: readonly string[];
  configPath: string | undefined;
  stateDir: string | undefined;
}

/** The payload of the answer to `connect`; undefined when it is none. */
export function readHello(payload: unknown): Hello | undefined {
  const parsed = helloSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { protocol, server, features, snapshot } = parsed.data;
  const version = server?.version;
  return {
    protocol,
    version: version !== undefined && /^\d/.test(version) ? version : undefined,
    methods: features?.methods ?? [],
    configPath: snapshot?.configPath,
    stateDir: snapshot?.stateDir,
  };
}

const readySchema = z.looseObject({ ready: z.boolean() });

/**
 * The body of `/readyz`: whether the gateway says that it is ready. Undefined where there is no such path: before
 * 2026.3.7 the answer is the control page with status 200, so only the body counts.
 */
export function readReadyz(body: string): boolean | undefined {
  try {
    return readySchema.parse(JSON.parse(body)).ready;
  } catch {
    return undefined;
  }
}
