import { type UpstreamApi, upstreamApiSchema } from '#core/config/config.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import { agentIdSchema, providerIdSchema } from '#core/profile/profile.ts';
import { redact } from '#core/secret/redact.ts';

/**
 * What a `gatehouse://` link may ask for. A link can come from anywhere, so the grammar is small, nothing is done
 * before a person has said yes, and a secret is never taken from one.
 *
 *     gatehouse://open/<screen>
 *     gatehouse://add?provider=<id>[&agent=<id>]
 *     gatehouse://primary?model=<provider/model>[&agent=<id>]
 *     gatehouse://provider?id=<id>&url=<base URL>&api=<format>[&name=<words>]
 */
export type DeepLink =
  | { do: 'open'; screen: LinkScreen }
  | { do: 'add'; provider: string; agent: string }
  | { do: 'primary'; model: string; agent: string }
  | { do: 'provider'; id: string; name?: string; baseUrl: string; api: UpstreamApi };

export const linkScreens = [
  'overview',
  'profiles',
  'models',
  'chat',
  'activity',
  'logs',
  'doctor',
  'settings',
] as const;
export type LinkScreen = (typeof linkScreens)[number];

/**
 * - `not_a_link`: not a `gatehouse:` address, or one with parts that no link has (user, port, fragment).
 * - `unknown_action`: a link of another version, perhaps.
 * - `secret`: it carries something that looks like a secret.
 * - `malformed`: `part` is the name of what is missing, surplus or wrong; never its value.
 */
export type LinkProblem =
  | { problem: 'not_a_link' }
  | { problem: 'unknown_action' }
  | { problem: 'secret' }
  | { problem: 'malformed'; part: string };

export type ParsedLink = { ok: true; link: DeepLink } | ({ ok: false } & LinkProblem);

/** Longer ones are refused unread. */
const mostCharacters = 2_048;
const secretNames = /^(?:api[-_]?)?key$|token|secret|passw|credential|auth/i;

/** The place in the window that shows what a link wants and asks. */
export const linkLocation = (url: string): string => `/link?to=${encodeURIComponent(url)}`;

/** The link of such a place; undefined when the location is another one. */
export function linkOfLocation(location: string): string | undefined {
  const query = /^\/link\?(.*)$/s.exec(location)?.[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get('to') ?? '');
}

/** Reads a link. Pure; whatever comes in, it answers. */
export function parseDeepLink(text: string): ParsedLink {
  const url = urlOf(text);
  if (url === undefined) return { ok: false, problem: 'not_a_link' };
  const params = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (secretNames.test(name) || redact(value) !== value) return { ok: false, problem: 'secret' };
    if (params.has(name)) return malformed(name);
    params.set(name, value);
  }
  if (redact(url.pathname) !== url.pathname) return { ok: false, problem: 'secret' };
  return read(url.hostname, url.pathname.replace(/^\//, ''), params);
}

function urlOf(text: string): URL | undefined {
  if (text.length > mostCharacters || !/^gatehouse:\/\/[a-z]+(?:[/?]|$)/.test(text)) return undefined;
  try {
    const url = new URL(text);
    return url.hash === '' ? url : undefined;
  } catch {
    return undefined;
  }
}

const malformed = (part: string) => ({ ok: false, problem: 'malformed', part: part.slice(0, 40) }) as const;
const found = (link: DeepLink) => ({ ok: true, link }) as const;

function read(action: string, rest: string, params: ReadonlyMap<string, string>): ParsedLink {
  const names = parameters.get(action);
  if (names === undefined) return { ok: false, problem: 'unknown_action' };
  for (const name of params.keys()) if (!names.includes(name)) return malformed(name);
  if (action === 'open') {
    const screen = linkScreens.find((one) => one === rest);
    return screen ? found({ do: 'open', screen }) : malformed('screen');
  }
  if (rest !== '') return malformed('path');
  const agent = agentIdSchema.safeParse(params.get('agent') ?? 'main');
  if (!agent.success) return malformed('agent');
  switch (action) {
    case 'add': {
      const provider = providerIdSchema.safeParse(params.get('provider'));
      return provider.success
        ? found({ do: 'add', provider: provider.data, agent: agent.data })
        : malformed('provider');
    }
    case 'primary': {
      const model = params.get('model') ?? '';
      const ref = /^[\w.:/@+-]{3,200}$/.test(model) ? parseModelRef(model) : undefined;
      return ref && providerIdSchema.safeParse(ref.provider).success
        ? found({ do: 'primary', model, agent: agent.data })
        : malformed('model');
    }
    default:
      return readProvider(params);
  }
}

/** The parameters that each action knows. */
const parameters: ReadonlyMap<string, readonly string[]> = new Map([
  ['open', []],
  ['add', ['provider', 'agent']],
  ['primary', ['model', 'agent']],
  ['provider', ['id', 'url', 'api', 'name']],
]);

function readProvider(params: ReadonlyMap<string, string>): ParsedLink {
  const id = providerIdSchema.safeParse(params.get('id'));
  if (!id.success) return malformed('id');
  const api = upstreamApiSchema.safeParse(params.get('api'));
  if (!api.success) return malformed('api');
  const baseUrl = baseUrlOf(params.get('url') ?? '');
  if (baseUrl === undefined) return malformed('url');
  const name = params.get('name');
  if (name !== undefined && !/^[^\p{Cc}\p{Cf}]{1,60}$/u.test(name)) return malformed('name');
  return found({
    do: 'provider',
    id: id.data,
    ...(name === undefined ? {} : { name }),
    baseUrl,
    api: api.data,
  });
}

/** `https:` anywhere; `http:` on this machine alone, since a key would travel in clear. */
function baseUrlOf(text: string): string | undefined {
  try {
    const url = new URL(text);
    const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) return undefined;
    if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
    return url.href.replace(/\/+$/, '');
  } catch {
    return undefined;
  }
}
