import type { CredentialType } from '#core/profile/profile.ts';

/**
 * What happens when a subscription (token, OAuth) cannot answer and a key that is paid by use would: it answers, it
 * answers and the switch is told (response header and event), or the request is held back instead.
 */
export type PaidSwitchPolicy = 'allow' | 'announce' | 'hold';

export const isSubscription = ({ type }: { type: CredentialType }): boolean => type !== 'api_key';
export const isPaid = ({ type }: { type: CredentialType }): boolean => type === 'api_key';
