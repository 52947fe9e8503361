import { guessBits } from '#core/secret/guess-bits.ts';
import { accessToken } from '#store/access-token.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';

/** Below this a secret that programs use can be guessed by one who may try (bits). */
const fewestBits = 80;

/** Who may call the gateway, and how hard that is to guess. */
export const tokenStrength: Check = {
  id: 'token-strength',
  limitMs: 12_000,
  async run({ stores, config, gateway }) {
    const { mode = 'token', password } = config.gateway?.auth ?? {};
    const lan = config.gateway?.bind === 'lan';
    if (mode === 'none') {
      return [
        {
          state: lan ? 'fail' : 'warn',
          what: 'The gateway lets every program of this machine in, without a token.',
          why: 'Any of them can use your accounts, and so can a web page that gets around the browser.',
          hint: 'Set gateway.auth.mode to token.',
          where: 'gateway.auth.mode',
        },
      ];
    }
    if (mode === 'trusted-proxy') {
      return (config.gateway?.trustedProxies ?? []).length > 0
        ? ok('Requests come through the trusted proxy.')
        : [
            {
              state: 'fail',
              what: 'No proxy is named that could be trusted, so every request is refused.',
              hint: 'Fill gateway.trustedProxies.',
              where: 'gateway.trustedProxies',
            },
          ];
    }
    if (mode === 'password') return strength(password ?? '', 'password', lan);
    const { token, source, problem } = await accessToken(stores);
    if (source === 'config') return strength(token, 'token', lan);
    if (source === 'vault') return ok('The access token was generated and lies in the vault.');
    if (gateway === undefined) return skipped('The vault does not answer, and no gateway runs.');
    return [
      {
        state: 'warn',
        what: 'The access token lives for this run alone.',
        why: 'The vault does not answer, so your tools need another one after the next start.',
        ...(problem ? { hint: problem.message } : {}),
      },
    ];
  },
};

function strength(secret: string, kind: 'token' | 'password', lan: boolean): Seen[] {
  if (guessBits(secret) >= fewestBits) return ok(`The ${kind} of the configuration is hard to guess.`);
  return [
    {
      state: lan ? 'fail' : 'warn',
      what: `The ${kind} in the configuration is easy to guess.`,
      why: lan ? 'The gateway can be reached from the network.' : 'Every program of this machine may try.',
      hint:
        kind === 'token'
          ? 'Take gateway.auth.token out: Gatehouse generates one and keeps it in the vault.'
          : 'Choose a long random one.',
      where: `gateway.auth.${kind}`,
    },
  ];
}
