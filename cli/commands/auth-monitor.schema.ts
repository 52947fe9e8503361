import * as z from 'zod';

const scheduler = z.enum(['systemd', 'launchd', 'task-scheduler', 'termux']);

/** `auth-monitor install|uninstall --json`. */
export const monitorChangeSchema = z.strictObject({
  scheduler,
  dryRun: z.boolean(),
  files: z.array(z.strictObject({ path: z.string(), content: z.string() })),
  programs: z.array(z.string()).describe('What is run, in order'),
  failed: z.array(z.string()).describe('What did not succeed and has to be run by hand'),
});

/** `auth-monitor status --json`. */
export const monitorStatusSchema = z.strictObject({
  scheduler,
  registered: z.boolean(),
  files: z.array(z.strictObject({ path: z.string(), state: z.enum(['missing', 'same', 'ours', 'foreign']) })),
  lastTold: z.number().nullable().describe('Epoch milliseconds of the last notification'),
});

/** `auth-monitor run --json`. */
export const monitorRunSchema = z.strictObject({
  exit: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  title: z.string(),
  lines: z.array(z.string()),
  told: z.enum(['shown', 'not_shown', 'not_due']),
});
