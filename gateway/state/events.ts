import type { CooldownStep } from '#gateway/state/credential-state.ts';

/** What people want to know at once, and not only from the record of a request. */
export interface GatewayEvents {
  /** A credential begins to rest. */
  cooling(step: CooldownStep): void;
  /** A key that is paid by use answers for a subscription. */
  paidSwitch(agent: string, from: string, to: string, because: string | undefined): void;
  /** Of the day's budget so much is spent (US dollars). */
  budget(level: 'warn' | 'hold', spent: number, limit: number, who: string): void;
}

export const quietEvents: GatewayEvents = {
  cooling: () => undefined,
  paidSwitch: () => undefined,
  budget: () => undefined,
};
