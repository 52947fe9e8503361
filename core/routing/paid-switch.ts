import type { CredentialType } from '#core/profile/profile.ts';

/**
 * What happens when a subscription (token, OAuth) cannot answer and a key that is paid by use would: it answers, it
 * answers and the switch is told (response header and event), or the request is held back instead.
 */
export type PaidSwitchPolicy = 'allow' | 'announce' | 'hold';

export const isSubscription = ({ type }: { type: CredentialType }): boolean => type !== 'api_key';
export const isPaid = ({ type }: { type: CredentialType }): boolean => type === 'api_key';

/** A subscription that could not answer. From then on a paid key is a switch, in this and in the fallback models. */
export class LeftSubscription {
  /** Its id. */
  readonly from: string;
  /** A word of the routing functions. */
  readonly because: string;
  readonly #chosenFirst: ReadonlySet<string>;

  /** @param ordered the profiles of its provider: what stands before it there is no switch, but a choice. */
  constructor(ordered: readonly { id: string }[], from: string, because: string) {
    this.from = from;
    this.because = because;
    const at = ordered.findIndex(({ id }) => id === from);
    this.#chosenFirst = new Set(ordered.slice(0, Math.max(0, at)).map(({ id }) => id));
  }

  /** Would this credential answer in its place, and be paid by use? */
  replacedBy(profile: { id: string; type: CredentialType }): boolean {
    return isPaid(profile) && !this.#chosenFirst.has(profile.id);
  }
}
