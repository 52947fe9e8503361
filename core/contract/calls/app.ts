import * as z from 'zod';
import { call, nothing } from '#core/contract/calls/define.ts';

export const appCalls = {
  /** A link that signs a browser in once, valid for two minutes. */
  'app.signInLink': call(nothing, z.object({ url: z.string(), expiresAt: z.number() })),
  /** Ends the host, and the gateway with it. */
  'app.quit': call(nothing, nothing),
  /** Opens an `https:` page in the person's browser (desktop) or answers that the face has to do it (web). */
  'app.openExternal': call(
    z.object({ url: z.url({ protocol: /^https$/ }) }),
    z.object({ opened: z.boolean() }),
  ),
  /** Shows one of our own folders in the file manager (desktop); elsewhere `opened` is false and the path is there to copy. */
  'app.openFolder': call(
    z.object({ folder: z.enum(['state', 'logs', 'config']) }),
    z.object({ opened: z.boolean(), path: z.string() }),
  ),
  /** Starts with the session; only where the app is installed. */
  'app.setLoginItem': call(z.object({ on: z.boolean() }), nothing),
  /** Asks the update server now. */
  'app.checkForUpdate': call(nothing, nothing),
  /** Ends, puts the downloaded version in place and starts again. */
  'app.installUpdate': call(nothing, nothing),
} as const;
