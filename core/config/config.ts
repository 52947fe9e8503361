import * as z from 'zod';
import { oauthConfigSchema } from '#core/oauth/definition.ts';
import {
  agentIdSchema,
  credentialTypeSchema,
  profileIdSchema,
  providerIdSchema,
} from '#core/profile/profile.ts';
import { secretRefSchema } from '#core/secret/secret-ref.ts';
import { secretsConfigSchema } from '#core/secret/secrets-config.ts';

/**
 * `gatehouse.json` in the shape of the OpenClaw family's config (JSON5 on disk). Objects are loose: keys that this
 * version does not know are kept when the file is written, and reported as warnings.
 */
export const upstreamApiSchema = z.enum([
  'openai-completions',
  'openai-responses',
  /** The responses API as ChatGPT's Codex backend takes it, for sign-ins with a ChatGPT plan. */
  'openai-codex-responses',
  'anthropic-messages',
  'google-generative-ai',
]);
export type UpstreamApi = z.infer<typeof upstreamApiSchema>;

/** US dollars per million tokens. */
export const modelPrices = {
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheRead: z.number().nonnegative().optional(),
  cacheWrite: z.number().nonnegative().optional(),
};

/** What the catalog and the config say of a model in the same words; absent: unknown. */
export const modelFacts = {
  /** Tokens: how much it reads, and how much it writes. */
  contextWindow: z.number().int().positive().optional(),
  maxTokens: z.number().int().positive().optional(),
  /** What it takes besides text; in the config absent: as the shipped catalog says. */
  input: z.array(z.enum(['text', 'image', 'audio', 'video', 'pdf'])).optional(),
  tools: z.boolean().optional(),
  reasoning: z.boolean().optional(),
  /** `2026-12-31`: the provider turns it off then. */
  retires: z.string().optional(),
};

export const configModelSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  ...modelFacts,
  cost: z.looseObject(modelPrices).optional(),
  /** Put there by a look at the provider's own list, which may change it again. */
  scanned: z.boolean().optional(),
});

export const configProviderSchema = z.looseObject({
  /** `https:` anywhere, `http:` too; without a trailing slash. `openai-completions`: up to and with `/v1`. `anthropic-messages`: without `/v1`. `openai-codex-responses`: up to and with `/codex`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  api: upstreamApiSchema,
  /** Further APIs at the same base URL; requests of their clients pass untranslated. */
  also: z.array(upstreamApiSchema).optional(),
  name: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  models: z.array(configModelSchema).optional(),
});

const modelRoleSchema = z.union([
  z.string().min(1),
  z.looseObject({ primary: z.string().min(1).optional(), fallbacks: z.array(z.string().min(1)).optional() }),
]);

export const agentDefaultsSchema = z.looseObject({
  model: modelRoleSchema.optional(),
  imageModel: modelRoleSchema.optional(),
  /** For titles and summaries: cheap and quick. */
  utilityModel: z.string().min(1).optional(),
  /**
   * Aliases and allowlist: `{"provider/model": {alias}}`. When it has any entry, models that it does not name are
   * refused; `provider/*` and `*` name all.
   */
  models: z.record(z.string(), z.looseObject({ alias: z.string().optional() })).optional(),
});

export const mirrorTargetIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'lower-case letters, digits, dash and underscore');

const mirrorTargetConfigSchema = z.looseObject({
  /** State directory of the other gateway (`~/.openclaw`); `~` is the home directory. Not for `embedded`. */
  stateDir: z.string().min(1).max(4096).optional(),
  /** `reference` when absent: no secret on disk. `plain` for gateways that cannot resolve references. */
  mode: z.enum(['reference', 'plain']).optional(),
  /** Agents that are mirrored there; absent: `main`, and those that have a directory there. */
  agents: z.array(agentIdSchema).optional(),
});

const addressOrNetwork = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'an IP address or a network such as 10.0.0.0/8',
});

const browserOrigin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).host !== '',
    'an origin such as https://app.example.com',
  );

export const configSchema = z.looseObject({
  gateway: z
    .looseObject({
      /** TCP port, 1 to 65535; 18790 when absent. */
      port: z.number().int().min(1).max(65535).optional(),
      /** `loopback` (127.0.0.1, the default) or `lan` (0.0.0.0; needs an access mode other than `none`). */
      bind: z.enum(['loopback', 'lan']).optional(),
      /** Start the gateway together with the host; true when absent. */
      autostart: z.boolean().optional(),
      auth: z
        .looseObject({
          mode: z.enum(['token', 'password', 'trusted-proxy', 'none']).optional(),
          /** When absent, a generated token lies in the vault. */
          token: z.union([z.string().min(8), secretRefSchema]).optional(),
          /** For mode `password`. */
          password: z.string().min(8).optional(),
          /** For mode `trusted-proxy`: the header in which the proxy names the user. */
          trustedProxy: z.looseObject({ userHeader: z.string().min(1).optional() }).optional(),
        })
        .optional(),
      /** Addresses and networks of the proxies that mode `trusted-proxy` believes. */
      trustedProxies: z.array(addressOrNetwork).optional(),
      /** Further access tokens, each for one program or person: `printf %s "$TOKEN" | sha256sum` gives the hash. */
      tokens: z
        .array(
          z.looseObject({
            name: z.string().min(1).max(64),
            /** SHA-256 of the token, hexadecimal. */
            hash: z.string().regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the token, 64 hexadecimal digits'),
            agent: agentIdSchema.optional(),
            budget: z
              .looseObject({ warn: z.number().positive().optional(), hold: z.number().positive().optional() })
              .optional(),
          }),
        )
        .optional(),
      /** Browser origins besides loopback ones that may call the gateway. */
      allowedOrigins: z.array(browserOrigin).optional(),
      /** What the request log keeps: 30 days and 256 MB when absent. */
      requestLog: z
        .looseObject({ days: z.number().positive().optional(), maxMb: z.number().positive().optional() })
        .optional(),
      policy: z
        .looseObject({
          /** When a key that is paid by use would answer for a subscription; `announce` when absent. */
          paidSwitch: z.enum(['allow', 'announce', 'hold']).optional(),
        })
        .optional(),
      /** OpenTelemetry traces, sent by OTLP over HTTP; absent: none. */
      traces: z
        .looseObject({
          /** The collector's base URL; `/v1/traces` is added. */
          url: z.url({ protocol: /^https?$/ }).optional(),
          /** Share of the requests that are traced, 0 to 1; all when absent. */
          sample: z.number().min(0).max(1).optional(),
        })
        .optional(),
      /** US dollars per day (UTC), all requests together. */
      budget: z
        .looseObject({ warn: z.number().positive().optional(), hold: z.number().positive().optional() })
        .optional(),
    })
    .optional(),
  models: z
    .looseObject({ providers: z.record(providerIdSchema, configProviderSchema).optional() })
    .optional(),
  agents: z
    .looseObject({
      defaults: agentDefaultsSchema.optional(),
      list: z
        .array(
          z.looseObject({
            id: agentIdSchema,
            name: z.string().optional(),
            model: modelRoleSchema.optional(),
            imageModel: modelRoleSchema.optional(),
            utilityModel: z.string().min(1).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  auth: z
    .looseObject({
      profiles: z
        .record(profileIdSchema, z.looseObject({ provider: providerIdSchema, mode: credentialTypeSchema }))
        .optional(),
      order: z.record(providerIdSchema, z.array(profileIdSchema)).optional(),
      cooldowns: z
        .looseObject({
          /** Minutes after the first, second… failure in a row; 1, 5, 25, 60 when absent. */
          ladderMinutes: z.array(z.number().positive()).min(1).optional(),
          billingBackoffHours: z.number().positive().optional(),
          billingMaxHours: z.number().positive().optional(),
          failureWindowHours: z.number().positive().optional(),
        })
        .optional(),
      /** Providers to sign in to with OAuth, or what differs from the shipped definition of one (docs/oauth.md). */
      oauth: z.record(providerIdSchema, oauthConfigSchema).optional(),
    })
    .optional(),
  secrets: secretsConfigSchema.optional(),
  /** Where gateways keep what they learn together; a folder of the state directory when absent. */
  state: z.looseObject({ url: z.url({ protocol: /^rediss?$/ }).optional() }).optional(),
  /** As the family has it: provider keys of the login shell's environment are used when `enabled`. */
  env: z
    .looseObject({
      shellEnv: z
        .looseObject({
          enabled: z.boolean().optional(),
          /** Milliseconds; 15,000 when absent. */
          timeoutMs: z.number().int().min(100).max(60_000).optional(),
        })
        .optional(),
    })
    .optional(),
  /** What only Gatehouse knows. */
  gatehouse: z
    .looseObject({
      /** Where credentials are mirrored to: `embedded`, and other gateways by their state directory. */
      mirrors: z.record(mirrorTargetIdSchema, mirrorTargetConfigSchema).optional(),
      oauth: z
        .looseObject({
          /** How long before its end a token is refreshed, in minutes; 5 when absent. */
          refreshBeforeMinutes: z.number().min(0.1).max(1440).optional(),
        })
        .optional(),
      /** Language of window, tray and command line; the system's when absent. */
      language: z.string().optional(),
      /** The first steps were done or passed over. */
      onboarded: z.boolean().optional(),
      /** Hours before its end in which a credential counts as expiring; 24 when absent. */
      warnHours: z.number().positive().optional(),
      /** Desktop notifications; true when absent. */
      notifications: z.boolean().optional(),
      /** Asking for newer versions; off when absent. */
      updates: z.looseObject({ check: z.boolean().optional() }).optional(),
      /** Gateways of the family that Gatehouse runs or looks at, besides what is found on the machine. */
      families: z
        .record(
          mirrorTargetIdSchema,
          z.looseObject({
            /** Record of `resources/families.json`. */
            family: z.string().optional(),
            stateDir: z.string().min(1).max(4096).optional(),
            /** Run by Gatehouse: started with it, watched, stopped with it. */
            run: z.boolean().optional(),
            /** On another machine. */
            url: z.url({ protocol: /^(https?|wss?)$/ }).optional(),
            ssh: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
export type Config = z.infer<typeof configSchema>;

/** Where the embedded gateway listens unless the config says otherwise. */
export const defaultGatewayPort = 18790;
