import { FilterX } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoggedRequest, RequestFilter, UsageRow } from '#core/contract/calls/activity.ts';
import styles from '#renderer/features/activity/request-filters.module.css';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { SearchField } from '#renderer/ui/search-field.tsx';
import { Select } from '#renderer/ui/select.tsx';

const results = ['ok', 'upstream_error', 'client_error', 'refused', 'aborted'] as const;

interface RequestFiltersProps {
  filter: RequestFilter;
  query: string;
  seen: readonly LoggedRequest[];
  onFilter: (filter: RequestFilter) => void;
  onQuery: (query: string) => void;
  onClear?: () => void;
}

/** What is offered is what the log has had lately, not everything there could be. */
export function RequestFilters({ filter, query, seen, onFilter, onQuery, onClear }: RequestFiltersProps) {
  const { t } = useTranslation();
  const { host } = useApp();
  const agents = useTopic('profiles')?.agents ?? [];
  const [usage, setUsage] = useState<readonly UsageRow[]>([]);
  useEffect(() => {
    let gone = false;
    void host.invoke('activity.usage', { days: 30 }).then((result) => {
      if (!gone && result.ok) setUsage(result.value.rows);
    });
    return () => {
      gone = true;
    };
  }, [host]);
  const known = useMemo(() => {
    const of = (field: 'model' | 'profile') =>
      [...new Set([...usage, ...seen, filter].map((row) => row[field]))]
        .filter((value) => value !== undefined)
        .sort();
    return { model: of('model'), profile: of('profile') };
  }, [usage, seen, filter]);
  const set = (field: 'model' | 'profile' | 'result' | 'agent') => (value: string) => {
    const { [field]: _before, ...rest } = filter;
    onFilter(value === '' ? rest : { ...rest, [field]: value });
  };
  const own = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  return (
    <search className={styles.filters} aria-label={t('activity.filter.label')}>
      <SearchField
        label={t('activity.filter.search')}
        value={query}
        onChange={onQuery}
        className={styles.search}
      />
      <Select
        label={t('activity.filter.model')}
        value={filter.model ?? ''}
        options={[{ value: '', label: t('activity.filter.allModels') }, ...own(known.model)]}
        onChange={set('model')}
        className={styles.select}
      />
      <Select
        label={t('activity.filter.profile')}
        value={filter.profile ?? ''}
        options={[{ value: '', label: t('activity.filter.allProfiles') }, ...own(known.profile)]}
        onChange={set('profile')}
        className={styles.select}
      />
      <Select
        label={t('activity.filter.result')}
        value={filter.result ?? ''}
        options={[
          { value: '', label: t('activity.filter.allResults') },
          ...results.map((value) => ({ value, label: t(`activity.result.${value}`) })),
        ]}
        onChange={set('result')}
        className={styles.select}
      />
      {agents.length > 1 && (
        <Select
          label={t('activity.filter.agent')}
          value={filter.agent ?? ''}
          options={[
            { value: '', label: t('activity.filter.allAgents') },
            ...agents.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={set('agent')}
          className={styles.select}
        />
      )}
      {onClear && (
        <Button look="ghost" icon={<FilterX size={15} aria-hidden />} onClick={onClear}>
          {t('activity.filter.clear')}
        </Button>
      )}
    </search>
  );
}
