import * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import { vaultItemSchema } from '#core/profile/profile.ts';
import { say } from '#core/say/say.ts';
import { referencedItems } from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

/** The family's limits: `maxBatchBytes` and `maxRefsPerProvider` of its `secrets.resolution`. */
export const largestRequestBytes = 262_144;
const mostIds = 512;

/** Protocol 1 of the family's exec provider; one JSON on stdin, one on stdout. */
export const resolveRequestSchema = z.object({
  protocolVersion: z.literal(1),
  /** The alias that the family's config has for us: its own choice, so it is not compared with ours. */
  provider: z.string().max(64),
  ids: z.array(z.string().max(256)).max(mostIds),
});

export interface ResolveResponse {
  protocolVersion: 1;
  values: Record<string, string>;
  /** Per id; the family prints the message in its log, so it holds no secret and no path. */
  errors: Record<string, { message: string }>;
}

/** @throws GatehouseError `bad_input`. */
export function parseResolveRequest(text: string): z.infer<typeof resolveRequestSchema> {
  const bad = (message: string) =>
    new GatehouseError('bad_input', message, {
      hint: say('Expected {"protocolVersion":1,"provider":"gatehouse","ids":["…"]} on stdin.'),
    });
  if (Buffer.byteLength(text) > largestRequestBytes) throw bad('The request is larger than 256 KiB.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw bad('The request is not valid JSON.');
  }
  const checked = resolveRequestSchema.safeParse(parsed);
  if (!checked.success) throw bad('The request does not have the shape of protocol 1.');
  return checked.data;
}

/**
 * Answers a request of a gateway for secrets. Every id gets a value or an error; nothing else is ever thrown for an
 * id, since the family fails a whole batch for one of them. Only items that a profile names are given out: not the
 * gateway's own token, and nothing that a removed profile left behind.
 * @param request parsed by `parseResolveRequest`, or the raw value of it.
 * @throws GatehouseError `bad_input` alone.
 */
export async function resolveSecrets(stores: Stores, request: unknown): Promise<ResolveResponse> {
  const { ids } = parseResolveRequest(typeof request === 'string' ? request : JSON.stringify(request));
  const response: ResolveResponse = {
    protocolVersion: 1,
    values: Object.create(null),
    errors: Object.create(null),
  };
  const fail = (id: string, message: string) => {
    response.errors[id] = { message };
  };
  let named: ReadonlySet<string> | undefined;
  let unreadable = '';
  try {
    named = referencedItems(await stores.profiles.read());
  } catch (error) {
    unreadable =
      error instanceof GatehouseError ? `${error.code}: ${error.message}` : 'internal: cannot read profiles';
  }
  // One search of the keychain is quicker than several reads; what it does not find is told per id.
  if (named !== undefined && ids.length > 2) await stores.vault.list().catch(() => undefined);
  for (const id of new Set(ids)) {
    if (named === undefined) fail(id, unreadable);
    else if (!vaultItemSchema.safeParse(id).success || !named.has(id)) fail(id, 'not found');
    else {
      try {
        response.values[id] = await stores.vault.get(id);
      } catch (error) {
        fail(
          id,
          error instanceof GatehouseError ? `${error.code}: ${error.message}` : 'internal: cannot read it',
        );
      }
    }
  }
  return response;
}
