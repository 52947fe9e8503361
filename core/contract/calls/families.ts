import * as z from 'zod';
import { agent, call, nothing, pastedSecret } from '#core/contract/calls/define.ts';
import { familyChangeSchema } from '#core/family/installation.ts';
import { profileIdSchema, providerIdSchema } from '#core/profile/profile.ts';

const installation = z.object({ id: z.string() });

export const familyCalls = {
  /** Looks for gateways of the family on this machine again; the topic `families` shows what was found. */
  'families.scan': call(nothing, nothing),
  /** What mirroring to it would change there: files, keys, before and after. Writes nothing. */
  'families.preview': call(
    installation.extend({ mode: z.enum(['reference', 'plain']).optional() }),
    z.object({ mode: z.enum(['reference', 'plain']), changes: z.array(familyChangeSchema) }),
  ),
  /** Mirrors credentials to it from now on; what is written is journalled. */
  'families.adopt': call(installation.extend({ mode: z.enum(['reference', 'plain']).optional() }), nothing),
  /** No more mirroring. `undo`: what we wrote there is taken back. */
  'families.release': call(installation.extend({ undo: z.boolean().default(true) }), nothing),
  'families.start': call(installation, nothing),
  'families.stop': call(installation, nothing),
  'families.restart': call(installation, nothing),
  /** Has it read its credentials again. */
  'families.reload': call(installation, nothing),
  'families.setPrimary': call(installation.extend({ agent, model: z.string().min(1).max(300) }), nothing),
  /** Empty: its own order again. */
  'families.setOrder': call(
    installation.extend({ agent, provider: providerIdSchema, order: z.array(profileIdSchema) }),
    nothing,
  ),
  /** A gateway on another machine, by its URL; the token goes into the vault. `ssh`: `user@host`, for a tunnel. */
  'families.addRemote': call(
    z.object({
      name: z.string().trim().min(1).max(64),
      url: z.url({ protocol: /^(https?|wss?)$/ }),
      token: pastedSecret.optional(),
      ssh: z
        .string()
        .regex(/^[A-Za-z0-9._-]+(@[A-Za-z0-9._-]+)?$/)
        .optional(),
    }),
    installation,
  ),
  'families.removeRemote': call(installation, nothing),
  /** Tries the version on a copy and a spare port first; the topic shows the steps. */
  'families.upgrade': call(
    installation.extend({ to: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/) }),
    nothing,
  ),
  'families.cancelUpgrade': call(installation, nothing),
} as const;
