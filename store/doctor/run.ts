import { GatehouseError } from '#core/contract/error.ts';
import type { Finding } from '#core/doctor/finding.ts';
import { say, told } from '#core/say/say.ts';
import type { Check, DoctorContext, Seen } from '#store/doctor/check.ts';
import { checks as allChecks } from '#store/doctor/checks.ts';

/** Milliseconds that a check has when it says nothing else. */
const defaultLimitMs = 5_000;

/** All that the runner needs; the config and the signal are its own. */
export type DoctorOptions = Omit<DoctorContext, 'config' | 'signal' | 'vault'>;

const idOf = (check: Check, { about }: Seen): string =>
  about === undefined ? check.id : `${check.id}:${about}`;

function findingOf(check: Check, seen: Seen): Finding {
  const { about: _about, mend: _mend, what, why, hint, fix, ...rest } = seen;
  return { id: idOf(check, seen), check: check.id, ...rest, ...told({ what, why, hint, fix }) };
}

/**
 * Runs the checks, each within its own time. None of them can fail the others: one that is late or breaks is a finding.
 * @throws GatehouseError `unknown_check`.
 */
export async function runChecks(
  options: DoctorOptions,
  ids?: readonly string[],
  checks: readonly Check[] = allChecks,
): Promise<Finding[]> {
  const chosen = ids === undefined || ids.length === 0 ? checks : ids.map((id) => checkOf(checks, id));
  const context = await contextOf(options);
  const seen = await Promise.all(
    chosen.map(async (check) => (await runOne(check, context)).map((one) => findingOf(check, one))),
  );
  return seen.flat();
}

/**
 * Mends one finding and looks again at its check. What is to be mended is found anew: a finding is a picture, and what
 * it showed may be gone.
 * @throws GatehouseError `unknown_check`, `not_fixable`, and what mending it says.
 */
export async function fixFinding(
  options: DoctorOptions,
  id: string,
  checks: readonly Check[] = allChecks,
): Promise<Finding[]> {
  const check = checkOf(checks, id.split(':')[0] ?? '');
  const context = await contextOf(options);
  const found = (await runOne(check, context)).find((one) => idOf(check, one) === id);
  if (found?.mend === undefined) {
    throw new GatehouseError(
      'not_fixable',
      found === undefined ? say('This is not so any more.') : say('Gatehouse does not mend this by itself.'),
      { where: id, hint: found?.hint ?? say('Look again: gatehouse doctor.') },
    );
  }
  await found.mend();
  return (await runOne(check, context)).map((one) => findingOf(check, one));
}

const contextOf = async (options: DoctorOptions): Promise<Omit<DoctorContext, 'signal'>> => ({
  ...options,
  vault: options.stores.vault,
  config: (await options.stores.config.read()).config,
});

function checkOf(checks: readonly Check[], id: string): Check {
  const found = checks.find((check) => check.id === id);
  if (found !== undefined) return found;
  throw new GatehouseError('unknown_check', say('There is no check "{{id}}".', { id }), {
    where: id,
    hint: say('There are: {{names}}.', { names: checks.map((check) => check.id).join(', ') }),
  });
}

async function runOne(check: Check, context: Omit<DoctorContext, 'signal'>): Promise<Seen[]> {
  const limitMs = check.limitMs ?? defaultLimitMs;
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Seen[]>((resolve) => {
    timer = setTimeout(() => {
      end.abort();
      resolve([
        {
          state: 'skipped',
          what: say('It did not end within {{seconds}} seconds.', { seconds: limitMs / 1000 }),
        },
      ]);
    }, limitMs);
  });
  const run = check.run({ ...context, signal: end.signal }).catch((error: unknown): Seen[] => {
    // The words of an error of ours are safe; others may hold anything.
    if (error instanceof GatehouseError) {
      const { words, where } = error;
      return [{ state: 'fail', what: words.message, hint: words.hint, ...(where ? { where } : {}) }];
    }
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
    return [{ state: 'skipped', what: say('It could not be looked at ({{code}}).', { code }) }];
  });
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
