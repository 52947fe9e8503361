import * as z from 'zod';
import { callErrorSchema } from '#core/contract/error.ts';
import { saidSchema } from '#core/say/said-schema.ts';
import { gatewayStateSchema } from '#core/supervisor/state.ts';

/** How a generation of the family keeps credentials and what it can do with references (spec: probed, never assumed). */
export const generationSchema = z.enum([
  /** `auth-profiles.json`, no references. */
  'json_plain',
  /** `auth-profiles.json` with references, order and usage inside; overwritten by a running gateway. */
  'json_references_clobber',
  /** `auth-profiles.json` with references, order and usage in `auth-state.json`. */
  'json_references',
  /** A database; a JSON file is never written. */
  'sqlite',
  /** Not probed yet, or the answers fit none: nothing is written. */
  'unknown',
]);
export type Generation = z.infer<typeof generationSchema>;

/** A credential as that gateway has it; never the secret. */
export const familyProfileSchema = z.object({
  id: z.string(),
  provider: z.string(),
  type: z.enum(['api_key', 'token', 'oauth']).optional(),
  /** In clear in its file, as a reference to us, to something else, or in its database. */
  secret: z.enum(['plain', 'ours', 'other_reference', 'database', 'none']),
  /** Epoch milliseconds. */
  expires: z.number().optional(),
  coolingUntil: z.number().optional(),
  coolingReason: z.string().optional(),
  /** False: that gateway will not use it. */
  usable: z.boolean(),
  /** Why not, in a sentence. */
  why: z.string().optional(),
  said: saidSchema,
});
export type FamilyProfile = z.infer<typeof familyProfileSchema>;

export const familyAgentSchema = z.object({
  id: z.string(),
  primary: z.string().optional(),
  fallbacks: z.array(z.string()),
  /** In the order in which that gateway tries them, per provider. */
  profiles: z.array(familyProfileSchema),
});

/** A change to that installation, before it is made. Secrets are masked. */
export const familyChangeSchema = z.object({
  file: z.string(),
  /** `auth.profiles.anthropic:work`; empty for the whole file. */
  key: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  why: z.string(),
  said: saidSchema,
  /** That gateway restarts for it. */
  restarts: z.boolean(),
});
export type FamilyChange = z.infer<typeof familyChangeSchema>;

export const upgradeSchema = z.object({
  to: z.string(),
  step: z.enum([
    'copying',
    'installing',
    'starting',
    'comparing',
    'switching',
    'done',
    'rolled_back',
    'failed',
    'cancelled',
  ]),
  at: z.number(),
  /** What differs between the two, or why it was rolled back. */
  notes: z.array(z.object({ text: z.string(), said: saidSchema })),
});

export const installationSchema = z.object({
  /** Also the id of its mirror target. */
  id: z.string(),
  /** Record it belongs to: `openclaw`, `fased`… */
  family: z.string(),
  label: z.string(),
  /** Environment prefix, `OPENCLAW_`. */
  envPrefix: z.string(),
  foundBy: z.array(z.enum(['command', 'state_dir', 'process', 'config', 'service'])),
  /** Absolute path of its command; absent: not installed here. */
  command: z.string().optional(),
  version: z.string().optional(),
  generation: generationSchema,
  /** Whether references to secrets resolve there; absent: not known yet. */
  references: z.boolean().optional(),
  stateDir: z.string().optional(),
  configPath: z.string().optional(),
  port: z.number().int(),
  /** On another machine: looked at, not written to. */
  remote: z.object({ url: z.string(), ssh: z.string().optional() }).optional(),
  /** Gatehouse mirrors credentials to it. */
  mirrored: z.boolean(),
  mode: z.enum(['reference', 'plain']).optional(),
  wanted: z.enum(['running', 'stopped']),
  observed: gatewayStateSchema,
  /** It runs, and was started by others (by hand, or by `service`): Gatehouse never ends it. */
  attached: z.boolean().optional(),
  /** Whoever else starts it: a systemd unit, launchd agent or task, driven through its own commands. */
  service: z.object({ kind: z.string(), name: z.string(), active: z.boolean() }).optional(),
  agents: z.array(familyAgentSchema),
  /** What does not fit, each with a way out. */
  notes: z.array(callErrorSchema),
  upgrade: upgradeSchema.optional(),
  /** Epoch milliseconds of the last look. */
  readAt: z.number(),
});
export type Installation = z.infer<typeof installationSchema>;
