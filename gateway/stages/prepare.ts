import type { RouteLeg } from '#gateway/stages/route.ts';
import { withoutForeignThoughts } from '#gateway/translate/foreign-thoughts.ts';
import type { Translated } from '#gateway/translate/translation.ts';
import { passes, translator } from '#gateway/translate/translator.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';
import { headerSafe } from '#gateway/wire/headers.ts';
import type { Problem } from '#gateway/wire/problem.ts';
import { type ParsedRequest, withModel } from '#gateway/wire/request-body.ts';

/** A request as it goes to one upstream. */
export interface Prepared {
  /** After the base URL, with the query. */
  path: string;
  body: Buffer;
  /** Sent unless the client sent its own. Flat name, value. */
  defaultHeaders: readonly string[];
  /** Absent when bytes pass. */
  translated?: Translated;
  /** Names of what was left out or changed in meaning (`x-gatehouse-warnings`). */
  warnings: readonly string[];
}

const none: readonly string[] = [];

/** The client's bytes where the upstream speaks the same; else the request in the upstream's API. */
export function prepare(
  dialect: Dialect,
  { provider, model, jsonModel }: Pick<RouteLeg, 'provider' | 'model' | 'jsonModel'>,
  request: ParsedRequest,
  raw: Buffer,
  query: string,
  requestId: string,
): Prepared | { problem: Problem } {
  const native = passes(dialect, provider.api) || provider.also.includes(dialect.api);
  const translates = native ? undefined : translator(dialect.id, provider.api);
  if (translates === undefined) {
    const path = dialect.path + query;
    const { defaultHeaders } = dialect;
    const cleared = withoutForeignThoughts(dialect, request.body);
    if (cleared !== undefined) {
      const body = Buffer.from(JSON.stringify({ ...cleared.body, model }));
      return { path, body, defaultHeaders, warnings: cleared.warnings };
    }
    const body = model === request.model ? raw : withModel(raw, request, model, jsonModel);
    return { path, body, defaultHeaders, warnings: none };
  }
  const translated = translates.request(request.body, model, requestId);
  if ('problem' in translated) return translated;
  const { path, body, headers } = translated;
  return { path, body, defaultHeaders: headers, translated, warnings: translated.warnings };
}

/** A header line has room for so many names. */
const warningsTold = 30;

/** What was left out, as a header value: names that are short and safe. */
export const warningHeader = (warnings: readonly string[]): string =>
  warnings
    .slice(0, warningsTold)
    .map((name) => headerSafe(name.slice(0, 60)))
    .join(', ');

/**
 * Headers in which the client speaks to its own provider mean nothing to another one, and what the upstream's API wants
 * (`own`) stands for what the client said.
 */
export function withoutVendorHeaders(
  flat: readonly string[],
  from: number,
  own: readonly string[],
): string[] {
  const kept = flat.slice(0, from);
  for (let at = from; at < flat.length; at += 2) {
    const name = flat[at] ?? '';
    if (name.startsWith('anthropic-') || name.startsWith('openai-') || own.includes(name)) continue;
    kept.push(name, flat[at + 1] ?? '');
  }
  return kept;
}
