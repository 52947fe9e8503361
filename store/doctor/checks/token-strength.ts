import { say } from '#core/say/say.ts';
import { guessBits } from '#core/secret/guess-bits.ts';
import { refKey } from '#core/secret/secret-ref.ts';
import { tokenItem } from '#store/access-token.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';
import { resolveProfileRefs } from '#store/secrets/profile-secret.ts';

/** Below this a secret that programs use can be guessed by one who may try (bits). */
const fewestBits = 80;

/** Who may call the gateway, and how hard that is to guess. */
export const tokenStrength: Check = {
  id: 'token-strength',
  limitMs: 12_000,
  async run({ stores, vault, config, gateway }) {
    const { mode = 'token', password } = config.gateway?.auth ?? {};
    const lan = config.gateway?.bind === 'lan';
    if (mode === 'none') {
      return [
        {
          state: lan ? 'fail' : 'warn',
          what: say('The gateway lets every program of this machine in, without a token.'),
          why: say('Any of them can use your accounts, and so can a web page that gets around the browser.'),
          hint: say('Set gateway.auth.mode to token.'),
          where: 'gateway.auth.mode',
        },
      ];
    }
    if (mode === 'trusted-proxy') {
      return (config.gateway?.trustedProxies ?? []).length > 0
        ? ok(say('Requests come through the trusted proxy.'))
        : [
            {
              state: 'fail',
              what: say('No proxy is named that could be trusted, so every request is refused.'),
              hint: say('Fill gateway.trustedProxies.'),
              where: 'gateway.trustedProxies',
            },
          ];
    }
    if (mode === 'password') return strength(password ?? '', 'password', lan);
    const given = config.gateway?.auth?.token;
    if (typeof given === 'string') return strength(given, 'token', lan);
    if (given !== undefined) {
      const followed = (await resolveProfileRefs(stores, [given])).get(refKey(given));
      if (followed?.ok === true) return strength(followed.value, 'token', lan);
      return [
        {
          state: 'fail',
          what: say('What gateway.auth.token refers to cannot be had, so another token is used.'),
          why: say('Your tools are refused with the one that they have.'),
          hint: followed?.error.words.hint ?? followed?.error.words.message,
          where: 'gateway.auth.token',
        },
      ];
    }
    // Asking for the token would make one, and a check changes nothing.
    const items = await vault.list().catch(() => undefined);
    if (items?.includes(tokenItem)) return ok(say('The access token was generated and lies in the vault.'));
    if (items) return ok(say('The access token is generated when the gateway starts.'));
    if (gateway === undefined) return skipped(say('The vault does not answer, and no gateway runs.'));
    return [
      {
        state: 'warn',
        what: say('The access token lives for this run alone.'),
        why: say('The vault does not answer, so your tools may need another one after the next start.'),
      },
    ];
  },
};

function strength(secret: string, kind: 'token' | 'password', lan: boolean): Seen[] {
  if (guessBits(secret) >= fewestBits)
    return ok(
      kind === 'token'
        ? say('The token of the configuration is hard to guess.')
        : say('The password of the configuration is hard to guess.'),
    );
  return [
    {
      state: lan ? 'fail' : 'warn',
      what:
        kind === 'token'
          ? say('The token in the configuration is easy to guess.')
          : say('The password in the configuration is easy to guess.'),
      why: lan
        ? say('The gateway can be reached from the network.')
        : say('Every program of this machine may try.'),
      hint:
        kind === 'token'
          ? say('Take gateway.auth.token out: Gatehouse generates one and keeps it in the vault.')
          : say('Choose a long random one.'),
      where: `gateway.auth.${kind}`,
    },
  ];
}
