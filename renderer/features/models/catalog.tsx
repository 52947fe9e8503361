import { SearchX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/models/catalog.module.css';
import { everything, filterCatalog } from '#renderer/features/models/catalog-filter.ts';
import { CatalogList } from '#renderer/features/models/catalog-list.tsx';
import type { ModelsPart } from '#renderer/features/models/shared.ts';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { SearchField } from '#renderer/ui/search-field.tsx';
import { Select } from '#renderer/ui/select.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { ToggleChip } from '#renderer/ui/toggle-chip.tsx';

const abilities = ['reachable', 'tools', 'images', 'reasoning'] as const;

/** Every model there is, with what it can do, what it costs and which credential reaches it. */
export function Catalog(part: ModelsPart & { error: CallError | undefined }) {
  const { agent, catalog, error } = part;
  const { t } = useTranslation();
  const { models: group } = useApp();
  const nameOf = useProviderName();
  const [filter, setFilter] = useState(everything);
  const shown = useMemo(() => filterCatalog(catalog ?? [], filter), [catalog, filter]);
  const providers = useMemo(() => [...new Set((catalog ?? []).map(({ provider }) => provider))], [catalog]);
  return (
    <>
      <search className={styles.filters} aria-label={t('catalog.filter')}>
        <SearchField
          label={t('catalog.search')}
          value={filter.query}
          onChange={(query) => setFilter({ ...filter, query })}
          className={styles.search}
        />
        <Select
          label={t('catalog.provider')}
          value={filter.provider ?? ''}
          options={[
            { value: '', label: t('catalog.allProviders') },
            ...providers.map((value) => ({ value, label: nameOf(value) })),
          ]}
          onChange={(provider) => setFilter({ ...filter, provider: provider || undefined })}
        />
        <div className={styles.chips}>
          {abilities.map((ability) => (
            <ToggleChip
              key={ability}
              on={filter[ability]}
              onChange={(on) => setFilter({ ...filter, [ability]: on })}
            >
              {t(`catalog.ability.${ability}`)}
            </ToggleChip>
          ))}
        </div>
      </search>
      {error && (
        <div className={styles.error}>
          <ErrorNotice
            error={error}
            actions={
              <Button size="sm" onClick={() => void group.loadCatalog(agent)}>
                {t('common.retry')}
              </Button>
            }
          />
        </div>
      )}
      {!catalog && !error && <Skeleton rows={6} />}
      {catalog && shown.length === 0 && (
        <EmptyState
          icon={<SearchX size={24} aria-hidden />}
          title={t('catalog.noneTitle')}
          action={<Button onClick={() => setFilter(everything)}>{t('catalog.clear')}</Button>}
        >
          {t('catalog.none')}
        </EmptyState>
      )}
      {catalog && shown.length > 0 && (
        // A new list begins at its top.
        <CatalogList {...part} key={JSON.stringify(filter)} shown={shown} total={catalog.length} />
      )}
    </>
  );
}
