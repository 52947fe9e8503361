import { say, wordsOf } from '#core/say/say.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';

/** The vault answers and is open. Never prompts. */
export const vaultReachable: Check = {
  id: 'vault-reachable',
  limitMs: 12_000,
  async run({ vault }) {
    const status = await vault.check();
    if (status.state === 'ready')
      return ok(say('{{backend}} answers and is unlocked.', { backend: status.backend }));
    if (status.state === 'checking') return [{ state: 'warn', what: say('The vault has not answered yet.') }];
    return [
      {
        state: status.reason === 'locked_here' ? 'warn' : 'fail',
        what: wordsOf(status, 'message'),
        why: say('No credential can be used or stored while it lasts.'),
        hint: wordsOf(status, 'hint'),
        where: status.backend,
      },
    ];
  },
};
