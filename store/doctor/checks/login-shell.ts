import { say } from '#core/say/say.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';
import { readLoginShell, shellTimeoutMs } from '#store/environment/login-shell.ts';

const reasons = {
  not_here: say('There is no login shell that could be asked.'),
  timed_out: say('The login shell did not end in time.'),
  failed: say('The login shell did not tell its environment.'),
} as const;

/** The login shell tells its environment, where the person wants its keys to be used. */
export const loginShell: Check = {
  id: 'login-shell',
  limitMs: 62_000,
  async run({ config, env, platform }) {
    const { enabled = false, timeoutMs = shellTimeoutMs } = config.env?.shellEnv ?? {};
    if (!enabled) return skipped(say('Keys of the login shell are not used (env.shellEnv.enabled).'));
    const answer = await readLoginShell({ timeoutMs, env, platform });
    if (answer.ok) return ok(say('The login shell tells its environment.'));
    return [
      {
        state: 'warn',
        what: reasons[answer.reason],
        why: say('Keys that are set in its start-up files are not seen.'),
        hint: say(
          'Set env.shellEnv.timeoutMs higher, or put the keys into the .env file of the state directory.',
        ),
        where: 'env.shellEnv',
      },
    ];
  },
};
