import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogModel } from '#core/contract/calls/models.ts';
import styles from '#renderer/features/models/catalog.module.css';
import { CatalogRow } from '#renderer/features/models/catalog-row.tsx';
import type { ModelsPart } from '#renderer/features/models/shared.ts';
import { count } from '#renderer/lib/format.ts';
import { useRem } from '#renderer/lib/use-rem.ts';
import { useRowKeys } from '#renderer/lib/use-row-keys.ts';

const rowRem = 3.5;

interface CatalogListProps extends ModelsPart {
  shown: readonly CatalogModel[];
  total: number;
}

/** Only the rows in sight are there; arrow keys walk from row to row. */
export function CatalogList({ shown, total, ...part }: CatalogListProps) {
  const { t, i18n } = useTranslation();
  const rem = useRem();
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowRem * rem,
    getItemKey: (index) => shown[index]?.ref ?? index,
    overscan: 10,
  });
  const reveal = useCallback((index: number) => list.scrollToIndex(index), [list]);
  const keys = useRowKeys(shown.length, reveal);
  const all = shown.length === total;
  return (
    <section className={styles.frame} aria-label={t('models.part.catalog')}>
      <div className={styles.head} aria-hidden>
        <span>{t('catalog.column.model')}</span>
        <span className={styles.figure}>{t('catalog.column.context')}</span>
        <span className={styles.figure}>{t('catalog.column.price')}</span>
        <span className={styles.can}>{t('catalog.column.abilities')}</span>
        <span>{t('catalog.column.reached')}</span>
        <span />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the rows are placed by script, which a list element cannot hold. */}
      <div ref={box} className={styles.box} role="list" onKeyDownCapture={keys.onKeyDown}>
        <div className={styles.canvas} style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const model = shown[item.index];
            return (
              model && (
                <CatalogRow
                  key={item.key}
                  {...part}
                  model={model}
                  index={item.index}
                  size={shown.length}
                  offset={item.start}
                  measure={list.measureElement}
                  reached={item.index === keys.active}
                  onReach={keys.setActive}
                />
              )
            );
          })}
        </div>
      </div>
      <p className={styles.foot} role="status">
        {t(all ? 'catalog.all' : 'catalog.shown', {
          count: shown.length,
          shown: count(shown.length, i18n.language),
          total: count(total, i18n.language),
        })}
      </p>
    </section>
  );
}
