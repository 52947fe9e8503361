import type { GivenCredential } from '#core/contract/calls/profiles.ts';
import type { ProfileView, ProviderView } from '#core/contract/topics.ts';

export type Method = 'key' | 'token' | 'signIn' | 'reference';
export type RefSource = 'env' | 'file' | 'exec';

/** A provider that only signs people in has no page where it gives out keys, and no shape that a key would have. */
const takesKeys = ({ signIn, keyUrl, keyHint, custom }: ProviderView): boolean =>
  signIn.length === 0 || custom || keyUrl !== undefined || keyHint !== undefined;

/** The ways to give a credential to this provider, the usual one first; only those that it has. */
export function methodsOf(provider: ProviderView): Method[] {
  const keys = takesKeys(provider);
  const methods: Method[] = [];
  if (keys) methods.push('key');
  if (provider.signIn.length > 0) methods.push('signIn');
  if (provider.token) methods.push('token');
  if (keys) methods.push('reference');
  return methods;
}

/** The way in which a credential came here, so that replacing it begins with the same one. */
export function methodOfProfile(profile: ProfileView, provider: ProviderView): Method {
  const same: Method =
    profile.type === 'oauth'
      ? 'signIn'
      : profile.ref
        ? 'reference'
        : profile.type === 'token'
          ? 'token'
          : 'key';
  const methods = methodsOf(provider);
  return methods.includes(same) ? same : (methods[0] ?? 'key');
}

export const fieldNames = {
  secret: 'gatehouse-key',
  expires: 'expires',
  refProvider: 'ref-provider',
  refId: 'ref-id',
} as const;

/**
 * What a form holds as a credential. It is read when it is sent, so that a secret lives in its input element and
 * nowhere else. `expires` is a day (`2027-01-31`) and counts to its end, in the person's own time zone.
 */
export function credentialFrom(
  method: Exclude<Method, 'signIn'>,
  data: FormData,
  reference: { source: RefSource; of: 'api_key' | 'token' },
): GivenCredential {
  const text = (name: string) => String(data.get(name) ?? '').trim();
  switch (method) {
    case 'key':
      return { type: 'api_key', key: text(fieldNames.secret) };
    case 'token': {
      const expires = endOfDay(text(fieldNames.expires));
      return {
        type: 'token',
        token: text(fieldNames.secret),
        ...(expires === undefined ? {} : { expires }),
      };
    }
    case 'reference':
      return {
        type: 'reference',
        of: reference.of,
        ref: {
          source: reference.source,
          provider: text(fieldNames.refProvider) || 'default',
          id: text(fieldNames.refId),
        },
      };
  }
}

/** The last millisecond of a day such as `2027-01-31` in local time; undefined when it is none. */
export function endOfDay(day: string): number | undefined {
  const [year, month, date] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const at = new Date(year, month - 1, date, 23, 59, 59, 999).getTime();
  return Number.isNaN(at) ? undefined : at;
}

/** The day of a time in epoch milliseconds, as a date field wants it: `2027-01-31`, local time. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
