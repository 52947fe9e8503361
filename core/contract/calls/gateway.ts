import * as z from 'zod';
import { call, nothing } from '#core/contract/calls/define.ts';

export const serviceStatusSchema = z.object({
  kind: z.enum(['systemd', 'launchd', 'task-scheduler', 'none']),
  installed: z.boolean(),
  running: z.boolean(),
  /** Starts by itself at login. */
  enabled: z.boolean(),
  /** The unit, agent or task. */
  where: z.string().optional(),
  /** Why it cannot be had here, when it cannot. */
  note: z.string().optional(),
});
export type ServiceStatus = z.infer<typeof serviceStatusSchema>;

export const gatewayCalls = {
  'gateway.start': call(nothing, nothing),
  'gateway.stop': call(nothing, nothing),
  'gateway.restart': call(nothing, nothing),
  /** Uses the gateway of ours that holds the port (a service, another host) in place of a child; in state `foreign`. */
  'gateway.attach': call(nothing, nothing),
  /** Listens elsewhere from now on; written to the config. */
  'gateway.setPort': call(z.object({ port: z.number().int().min(1).max(65535) }), nothing),
  /** A port near the wanted one that is free now. */
  'gateway.freePort': call(nothing, z.object({ port: z.number().int() })),
  /**
   * The token by which the user's own tools reach the gateway: the one secret a face may read, and only when the
   * person asks to copy it.
   */
  'gateway.accessToken': call(nothing, z.object({ token: z.string().nullable() })),

  /** The gateway as a service of the user's session, which outlives the app. */
  'gateway.service': call(nothing, serviceStatusSchema),
  'gateway.installService': call(nothing, serviceStatusSchema),
  'gateway.uninstallService': call(nothing, serviceStatusSchema),
} as const;
