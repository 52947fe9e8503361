import { FileX2, FolderOpen, ScrollText } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { LogLevel } from '#core/log/line.ts';
import { LogLines } from '#renderer/features/logs/log-lines.tsx';
import styles from '#renderer/features/logs/logs-screen.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { createLogReader } from '#renderer/state/log-reader.ts';
import { useApp, useConnected, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';
import { SearchField } from '#renderer/ui/search-field.tsx';
import { Select } from '#renderer/ui/select.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

const levels = ['all', 'info', 'warn', 'error'] as const;
/** A pause in typing after which the log is searched (milliseconds). */
const typingMs = 200;

/** One log at a time, live. */
export default function LogsScreen() {
  const { t } = useTranslation();
  const { host } = useApp();
  const actions = useActions();
  const connected = useConnected();
  const sources = useTopic('logs')?.sources;
  const families = useTopic('families')?.installations ?? [];
  const reader = useMemo(() => createLogReader(host), [host]);
  const state = useStore(reader.store);
  const [source, setSource] = useState('gateway');
  const [level, setLevel] = useState<(typeof levels)[number]>('all');
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), typed === '' ? 0 : typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const known = sources !== undefined;
  useEffect(() => {
    if (!known) return;
    void reader.show({
      source,
      ...(level === 'all' ? {} : { level: level satisfies LogLevel }),
      ...(search === '' ? {} : { search }),
    });
  }, [reader, known, source, level, search]);
  const reach = sources?.find(({ id }) => id === source);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer or another file, and a host that is back, are reasons to read on.
  useEffect(() => {
    if (!connected) return;
    const { lines, error, view } = reader.store.getState();
    if (!lines && error && view) void reader.show(view);
    else void reader.newer();
  }, [reader, reach?.end, reach?.generation, connected]);
  if (!sources) return <ScreenLoading title={t('screens.logs')} />;

  const nameOf = (id: string) =>
    id === 'host' || id === 'gateway'
      ? t(`logs.sources.${id}`)
      : (families.find((one) => one.id === id)?.label ?? id);
  const narrowed = level !== 'all' || search !== '';
  return (
    <>
      <PageHeader
        title={t('screens.logs')}
        actions={
          <Button icon={<FolderOpen size={15} aria-hidden />} onClick={() => void actions.openFolder('logs')}>
            {t('logs.openFolder')}
          </Button>
        }
      >
        <p>{t('logs.sub')}</p>
      </PageHeader>
      <search className={styles.bar} aria-label={t('activity.filter.label')}>
        <Select
          label={t('logs.source')}
          value={source}
          options={sources.map(({ id }) => ({ value: id, label: nameOf(id) }))}
          onChange={setSource}
        />
        <Select
          label={t('logs.level')}
          value={level}
          options={levels.map((value) => ({ value, label: t(`logs.levels.${value}`) }))}
          onChange={setLevel}
        />
        <SearchField label={t('logs.search')} value={typed} onChange={setTyped} className={styles.search} />
      </search>
      {state.error && (
        <ErrorNotice
          error={state.error}
          actions={
            state.view && (
              <Button size="sm" onClick={() => state.view && void reader.show(state.view)}>
                {t('common.retry')}
              </Button>
            )
          }
        />
      )}
      {!state.lines && !state.error && <Skeleton rows={8} />}
      {state.lines?.length === 0 && (
        <EmptyState
          icon={narrowed ? <FileX2 size={20} aria-hidden /> : <ScrollText size={20} aria-hidden />}
          title={t(narrowed ? 'logs.noMatch.title' : 'logs.empty.title')}
        >
          {t(narrowed ? 'logs.noMatch.body' : 'logs.empty.body')}
        </EmptyState>
      )}
      {state.lines && state.lines.length > 0 && (
        <LogLines
          // Another log or level begins at its end.
          key={`${source} ${level} ${search}`}
          state={state}
          search={search}
          onOlder={reader.older}
        />
      )}
    </>
  );
}
