import type { Budget } from '#core/link/link.ts';
import { costOf, dayOf, nextDay } from '#core/routing/cost.ts';
import type { Exchange } from '#gateway/exchange.ts';
import type { Caller } from '#gateway/state/access.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import type { EventTeller } from '#gateway/state/events.ts';
import type { Live } from '#gateway/state/live.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** Everybody together. */
const all = '*';

/** Tokens are counted by name; one that is called like everybody must not share their account. */
const accountOf = (token: string): string => (/^ *\*$/.test(token) ? ` ${token}` : token);

/** Whose budgets a request counts toward; `who` is the account, `token` the name of whose it is. */
function budgets(
  caller: Caller | undefined,
  common: Budget | undefined,
): { who: string; token?: string; budget: Budget }[] {
  const own =
    caller?.token !== undefined && caller.budget !== undefined
      ? [{ who: accountOf(caller.token), token: caller.token, budget: caller.budget }]
      : [];
  return common === undefined ? own : [{ who: all, budget: common }, ...own];
}

/** Is nothing left of the day's budget? @param now epoch milliseconds. */
export function overBudget(
  caller: Caller | undefined,
  common: Budget | undefined,
  state: CredentialState,
  now: number,
): Problem | undefined {
  if (common === undefined && caller?.budget === undefined) return undefined;
  for (const { who, token, budget } of budgets(caller, common)) {
    if (budget.hold === undefined || state.spent(dayOf(now), who) < budget.hold) continue;
    return {
      status: 429,
      code: 'budget_spent',
      message:
        token === undefined
          ? `The budget of ${budget.hold} US dollars for today is spent.`
          : `The budget of ${budget.hold} US dollars for today of the access token "${token}" is spent.`,
      hint: 'It begins anew at midnight UTC; raise it in the configuration.',
      retryAt: nextDay(now),
    };
  }
  return undefined;
}

/** Says what an answer cost, and counts it; each step over a limit is told once. */
export function account(
  exchange: Exchange,
  live: Live,
  state: CredentialState,
  events: EventTeller,
  now: number,
): void {
  const { usage, price, caller } = exchange;
  if (price === undefined || usage === undefined) return;
  exchange.cost = costOf(price, usage);
  if (exchange.cost === 0) return;
  const day = dayOf(now);
  for (const { who, token, budget } of budgets(caller, live.snapshot.rules?.budget)) {
    const before = state.spent(day, who);
    state.spend(day, who, exchange.cost);
    const after = state.spent(day, who);
    for (const level of ['warn', 'hold'] as const) {
      const limit = budget[level];
      if (limit === undefined || before >= limit || after < limit) continue;
      const whose = token === undefined ? {} : { token };
      events.tell({ kind: 'budget', at: now, level, ...whose, spent: after, limit });
    }
  }
}
