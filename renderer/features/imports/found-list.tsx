import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundCredential } from '#core/contract/calls/imports.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/imports/import-dialog.module.css';
import { useSourceName } from '#renderer/features/imports/use-source-name.ts';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { bySource } from '#renderer/state/imports.ts';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';

interface FoundListProps {
  found: readonly FoundCredential[];
  ticked: ReadonlySet<string>;
  disabled: boolean;
  onToggle: (id: string, on: boolean) => void;
}

/** Everything that was found, by source; what cannot be taken in stays in the list with its reason. */
export function FoundList({ found, ticked, disabled, onToggle }: FoundListProps) {
  const sourceName = useSourceName();
  return (
    <div className={styles.sources}>
      {bySource(found).map(({ source, found: members }) => (
        <section key={source}>
          <h3 className={styles.source}>{sourceName(source)}</h3>
          <ul>
            {members.map((one) => (
              <Row
                key={one.id}
                one={one}
                ticked={ticked.has(one.id)}
                disabled={disabled}
                onToggle={onToggle}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

interface RowProps {
  one: FoundCredential;
  ticked: boolean;
  disabled: boolean;
  onToggle: (id: string, on: boolean) => void;
}

function Row({ one, ticked, disabled, onToggle }: RowProps) {
  const { t } = useTranslation();
  const speech = useSpeech();
  const id = useId();
  const name = useProviderName()(one.provider);
  const takes = one.importable && one.already === undefined;
  return (
    <li className={styles.found} data-off={!takes}>
      <input
        id={id}
        type="checkbox"
        className={styles.box}
        checked={takes && ticked}
        disabled={!takes || disabled}
        aria-describedby={`${id}-more`}
        onChange={(event) => onToggle(one.id, event.target.checked)}
      />
      <ProviderMark id={one.provider} name={name} size="sm" />
      <div className={styles.words}>
        <label htmlFor={id} className={styles.name}>
          {name} <span className={styles.type}>{t(`profiles.type.${one.type}`)}</span>{' '}
          <code className={styles.masked}>{one.masked}</code>
        </label>
        <div id={`${id}-more`} className={styles.more}>
          <p>
            <code>{one.where}</code>
            {one.expires !== undefined && (
              <>
                {' · '}
                {t('import.ends')} <RelativeTime at={one.expires} />
              </>
            )}
          </p>
          {one.already !== undefined && <p>{t('import.already', { id: one.already })}</p>}
          {one.why !== undefined && (
            <p className={styles.why} data-tone={one.importable ? 'warn' : 'quiet'}>
              {heard(one, 'why', speech)}
            </p>
          )}
        </div>
      </div>
    </li>
  );
}
