import { createStore, type StoreApi } from 'zustand';
import type { LoggedRequest, RequestFilter } from '#core/contract/calls/activity.ts';
import type { CallError } from '#core/contract/error.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';

export interface RequestLogState {
  filter: RequestFilter;
  /** Newest first, without gaps; absent until the first page came. */
  rows: readonly LoggedRequest[] | undefined;
  /** Where the next older page begins; absent at the log's beginning. */
  next: number | undefined;
  busy: 'first' | 'older' | undefined;
  error: CallError | undefined;
  /** How many rows came in at the top since the filter was chosen. */
  added: number;
}

export interface RequestLog {
  readonly store: StoreApi<RequestLogState>;
  /** Begins anew with this filter. */
  show(filter: RequestFilter): Promise<void>;
  older(): Promise<void>;
  /** Something ended: takes in what is newer than the newest row. Calls while one is under way become one more. */
  newer(): Promise<void>;
}

export const pageSize = 100;
/** A burst that is longer than this is not caught up with row by row: the list begins anew. */
const mostPages = 5;

/** The request log page by page, with new requests at its top. An answer for an older filter is dropped. */
export function createRequestLog(host: FaceHost): RequestLog {
  const store = createStore<RequestLogState>(() => ({
    filter: {},
    rows: undefined,
    next: undefined,
    busy: undefined,
    error: undefined,
    added: 0,
  }));
  let run = 0;
  let catching = false;
  let again = false;
  const ask = (filter: RequestFilter, before?: number) =>
    host.invoke('activity.requests', {
      ...filter,
      limit: pageSize,
      ...(before === undefined ? {} : { before }),
    });

  async function show(filter: RequestFilter) {
    run += 1;
    const own = run;
    store.setState({
      filter,
      rows: undefined,
      next: undefined,
      busy: 'first',
      error: undefined,
      added: 0,
    });
    const result = await ask(filter);
    if (own !== run) return;
    if (!result.ok) return store.setState({ busy: undefined, error: result.error });
    store.setState({ rows: result.value.requests, next: result.value.next, busy: undefined });
  }

  async function older() {
    const { filter, next, busy, rows } = store.getState();
    if (busy || next === undefined || !rows) return;
    const own = run;
    store.setState({ busy: 'older', error: undefined });
    const result = await ask(filter, next);
    if (own !== run) return;
    if (!result.ok) return store.setState({ busy: undefined, error: result.error });
    store.setState(({ rows: known = [] }) => ({
      rows: [...known, ...result.value.requests],
      next: result.value.next,
      busy: undefined,
    }));
  }

  async function catchUp(own: number) {
    const newest = store.getState().rows?.[0]?.seq ?? 0;
    const fresh: LoggedRequest[] = [];
    let before: number | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const result = await ask(store.getState().filter, before);
      if (own !== run) return;
      // What is shown stays; the next event tries again.
      if (!result.ok) return;
      const newer = result.value.requests.filter(({ seq }) => seq > newest);
      fresh.push(...newer);
      before = result.value.next;
      if (newer.length < result.value.requests.length || before === undefined) {
        if (fresh.length > 0) {
          store.setState(({ rows = [], added }) => ({
            rows: [...fresh, ...rows],
            added: added + fresh.length,
          }));
        }
        return;
      }
    }
    await show(store.getState().filter);
  }

  async function newer() {
    if (!store.getState().rows) return;
    again = true;
    if (catching) return;
    catching = true;
    while (again) {
      again = false;
      await catchUp(run);
    }
    catching = false;
  }

  return { store, show, older, newer };
}

/** What the search field looks at, in lower case. */
export const requestText = (row: LoggedRequest): string =>
  [
    row.requestId,
    row.model,
    row.profile,
    row.agent,
    row.session,
    row.token,
    row.reason,
    row.dialect,
    String(row.status),
  ]
    .filter(Boolean)
    .join(' ')
    .toLowerCase();

/** Rows whose text has every word of the query. */
export function searchRequests(rows: readonly LoggedRequest[], query: string): readonly LoggedRequest[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = requestText(row);
    return words.every((word) => text.includes(word));
  });
}
