import * as z from 'zod';

/** `gateway start --json` and `gateway restart --json`. */
export const gatewayReady = z.strictObject({
  state: z
    .enum(['ready', 'stopped'])
    .describe('stopped: of gateway set-port alone, while no gateway is wanted'),
  endpoint: z.string().describe('Where clients are to be pointed, for example http://127.0.0.1:18790'),
  pid: z.number().int().nullable(),
  hostStarted: z.boolean().describe('Whether this command had to start Gatehouse itself'),
});

/** `gateway service --json` and `gateway uninstall --json`. */
export const gatewayServiceSchema = z.strictObject({
  kind: z.enum(['systemd', 'launchd', 'task-scheduler', 'none']),
  installed: z.boolean(),
  running: z.boolean(),
  enabled: z.boolean().describe('It starts by itself at login'),
  where: z.string().nullable().describe('The unit, the agent or the task'),
  note: z.string().nullable().describe('Why it cannot be had here, or why it is left alone'),
});

/** `gateway install --json`. */
export const gatewayInstallSchema = z.strictObject({
  dryRun: z.boolean(),
  files: z.array(z.strictObject({ path: z.string(), content: z.string() })),
  programs: z.array(z.string()).describe('What is run, in order'),
  service: gatewayServiceSchema,
});

/** `gateway stop --json`. */
export const gatewayStopped = z.strictObject({
  state: z.literal('stopped'),
  wasRunning: z.boolean(),
});

/** `gateway token --json`. */
export const gatewayTokenSchema = z.strictObject({ endpoint: z.string(), token: z.string() });

/** `gateway status --json`. */
export const gatewayStatusSchema = z.strictObject({
  state: z
    .enum(['stopped', 'starting', 'ready', 'backoff', 'stopping', 'failed', 'foreign', 'unsupervised'])
    .describe(
      'unsupervised: no Gatehouse runs in the background, but a gateway answers; foreign: another program has the port',
    ),
  wanted: z.enum(['running', 'stopped']).nullable(),
  endpoint: z.string(),
  access: z.enum(['token', 'password', 'trusted-proxy', 'none']).nullable(),
  pid: z.number().int().nullable(),
  since: z.number().nullable().describe('Epoch milliseconds'),
  reason: z.string().nullable(),
  message: z.string().nullable(),
  restarts: z.number().int(),
  wantedRevision: z.number().int().nullable(),
  loadedRevision: z.number().int().nullable(),
  attached: z.boolean().describe('It is used and watched, and was not started by this Gatehouse'),
  logPath: z.string().nullable(),
  host: z
    .strictObject({ pid: z.number().int(), url: z.string(), face: z.enum(['desktop', 'web']) })
    .nullable()
    .describe('null: Gatehouse is not running'),
});
