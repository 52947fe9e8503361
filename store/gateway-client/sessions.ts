import * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { type GatewayAddress, gatewayJson } from '#store/gateway-client/request.ts';

/**
 * Conversations that the gateway keeps, asked by its own API, so that it does not matter where its memory lies and
 * whose child it is.
 */
const sessionSchema = z.object({
  id: z.string(),
  model: z.string().nullable(),
  profile: z.string().nullable(),
  title: z.string().optional(),
  /** Epoch milliseconds. */
  updated_at: z.number().optional(),
  message_count: z.number().int().optional(),
});

const keptMessageSchema = z.object({
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  at: z.number(),
  model: z.string().optional(),
});
export type KeptMessage = z.infer<typeof keptMessageSchema>;

export type KeptSession = z.infer<typeof sessionSchema>;

const base = '/v1/gatehouse/sessions';
const pathOf = (id: string): string => `${base}/${encodeURIComponent(id)}`;
const ofAgent = (agent: string) => ({ 'x-gatehouse-agent': agent });

function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const { success, data } = schema.safeParse(value);
  if (success) return data;
  throw new GatehouseError(
    'upstream_failed',
    say('The gateway answers in another form than this version knows.'),
    {
      hint: say('Restart it: gatehouse gateway restart.'),
    },
  );
}

/** @throws GatehouseError `gateway_not_ready`, `upstream_failed`, `cancelled`; as all of these. */
export async function listSessions(
  gateway: GatewayAddress,
  agent: string,
  signal: AbortSignal,
): Promise<KeptSession[]> {
  const answer = await gatewayJson(gateway, { method: 'GET', path: base, headers: ofAgent(agent) }, signal);
  return parsed(z.object({ data: z.array(sessionSchema) }), answer).data;
}

export async function readSession(
  gateway: GatewayAddress,
  agent: string,
  id: string,
  signal: AbortSignal,
): Promise<KeptMessage[]> {
  const answer = await gatewayJson(
    gateway,
    { method: 'GET', path: pathOf(id), headers: ofAgent(agent) },
    signal,
  );
  return parsed(z.object({ messages: z.array(keptMessageSchema) }), answer).messages;
}

export async function removeSession(
  gateway: GatewayAddress,
  agent: string,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  await gatewayJson(gateway, { method: 'DELETE', path: pathOf(id), headers: ofAgent(agent) }, signal);
}
