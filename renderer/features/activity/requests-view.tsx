import { Inbox, SearchX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoggedRequest, RequestFilter } from '#core/contract/calls/activity.ts';
import { RequestFilters } from '#renderer/features/activity/request-filters.tsx';
import { RequestList } from '#renderer/features/activity/request-list.tsx';
import { useRequestLog } from '#renderer/features/activity/use-request-log.ts';
import { useApp } from '#renderer/state/react.ts';
import { searchRequests } from '#renderer/state/request-log.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

const none: readonly LoggedRequest[] = [];

export function RequestsView() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const [filter, setFilter] = useState<RequestFilter>({});
  const [query, setQuery] = useState('');
  const [state, log] = useRequestLog(filter);
  const rows = useMemo(() => searchRequests(state.rows ?? [], query), [state.rows, query]);
  const filtered = query.trim() !== '' || Object.keys(filter).length > 0;
  const clear = () => {
    setFilter({});
    setQuery('');
  };
  const nothing = state.rows !== undefined && rows.length === 0 && state.next === undefined;
  return (
    <>
      {(filtered || (state.rows !== undefined && !nothing)) && (
        <RequestFilters
          filter={filter}
          query={query}
          seen={state.rows ?? none}
          onFilter={setFilter}
          onQuery={setQuery}
          {...(filtered ? { onClear: clear } : {})}
        />
      )}
      {state.error && (
        <ErrorNotice
          error={state.error}
          actions={
            <Button size="sm" onClick={() => void (state.rows ? log.older() : log.show(filter))}>
              {t('common.retry')}
            </Button>
          }
        />
      )}
      {!state.rows && !state.error && <Skeleton rows={8} />}
      {nothing &&
        (filtered ? (
          <EmptyState
            icon={<SearchX size={20} aria-hidden />}
            title={t('activity.noMatch.title')}
            action={<Button onClick={clear}>{t('activity.filter.clear')}</Button>}
          >
            {t('activity.noMatch.body')}
          </EmptyState>
        ) : (
          <EmptyState
            icon={<Inbox size={20} aria-hidden />}
            title={t('activity.empty.title')}
            action={<Button onClick={() => ui.open({ kind: 'snippets' })}>{t('tools.title')}</Button>}
          >
            {t('activity.empty.body')}
          </EmptyState>
        ))}
      {state.rows && !nothing && <RequestList state={state} rows={rows} query={query} onOlder={log.older} />}
    </>
  );
}
