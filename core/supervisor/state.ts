import * as z from 'zod';
import { saidSchema } from '#core/say/said-schema.ts';

/** Who else listens on the gateway's port. */
export const portHolderSchema = z.object({
  pid: z.number().int().optional(),
  /** Process name, for example `node`. */
  name: z.string().optional(),
  /** Redacted. */
  command: z.string().optional(),
  /** Epoch milliseconds of its start. */
  since: z.number().optional(),
  /** The service that runs it (`openclaw-gateway.service`, a launchd label, a task). */
  service: z.string().optional(),
  /** True when it answers like a gateway and could be attached. */
  gateway: z.boolean(),
});
export type PortHolder = z.infer<typeof portHolderSchema>;

/** The gateway as observed, for people. A port exists only where something listens, a reason only where something failed. */
export const gatewayStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('stopped') }),
  z.object({ state: z.literal('starting'), attempt: z.number().int(), since: z.number() }),
  z.object({
    state: z.literal('ready'),
    host: z.string(),
    port: z.number().int(),
    /** Absent: of an attached gateway whose process cannot be seen. */
    pid: z.number().int().optional(),
    /** Epoch milliseconds. */
    since: z.number(),
    /** What the gateway refused of the wanted revision, if it did. */
    rejected: z.object({ revision: z.number().int(), code: z.string(), message: z.string() }).optional(),
  }),
  z.object({
    state: z.literal('backoff'),
    attempt: z.number().int(),
    /** Epoch milliseconds of the next try. */
    retryAt: z.number(),
    reason: z.string(),
  }),
  z.object({
    state: z.literal('stopping'),
    since: z.number(),
    restart: z.boolean(),
  }),
  z.object({
    state: z.literal('failed'),
    /**
     * `crash_loop`, `configuration`, `spawn_failed`, `missing_runtime`, `will_not_die`, `listen_failed`,
     * `start_timeout`, `hung`, `attach_failed`, `attached_gone`.
     */
    reason: z.string(),
    message: z.string(),
    said: saidSchema,
    /** The last lines the gateway wrote, redacted. */
    lastOutput: z.array(z.string()),
  }),
  z.object({
    state: z.literal('foreign'),
    host: z.string(),
    port: z.number().int(),
    holder: portHolderSchema,
  }),
]);
export type GatewayState = z.infer<typeof gatewayStateSchema>;
