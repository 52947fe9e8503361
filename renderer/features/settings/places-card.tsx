import { FileText, Key, Lock, Trash2, Variable, Wrench } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/settings/security.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import type { SecretPlaceView } from '#renderer/state/vault.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { Switch } from '#renderer/ui/switch.tsx';

const icons = {
  keychain_item: Lock,
  vault_file: Lock,
  key_file: Key,
  plain_mirror: FileText,
  config_value: FileText,
  dotenv: FileText,
  environment: Variable,
  other_tool: Wrench,
} as const;
const inClear = new Set<SecretPlaceView['kind']>([
  'plain_mirror',
  'config_value',
  'dotenv',
  'environment',
  'other_tool',
]);

/** Every place where a secret lies, looked at anew with each change of the profiles or the vault. */
export function PlacesCard() {
  const { t } = useTranslation();
  const { vault } = useApp();
  const [outside, setOutside] = useState(false);
  const [places, setPlaces] = useState<readonly SecretPlaceView[]>();
  const [error, setError] = useState<CallError>();
  const revision = useTopic('profiles')?.storeRevision;
  const status = useTopic('vault')?.state;
  const look = useCallback(async () => {
    const result = await vault.places(outside);
    setError(result.ok ? undefined : result.error);
    // What was found before stays in sight beside the error: a failed look is no empty list.
    if (result.ok) setPlaces(result.value.places);
  }, [vault, outside]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of either is the reason to look again.
  useEffect(() => {
    void look();
  }, [look, revision, status]);
  return (
    <Card
      title={t('places.title')}
      aside={
        <>
          <span id="places-outside">{t('places.outside')}</span>
          <Switch checked={outside} onChange={setOutside} labelledBy="places-outside" />
        </>
      }
    >
      {error && <ErrorNotice error={error} />}
      {!places && !error && <Skeleton />}
      {places?.length === 0 && <p className={styles.lead}>{t('places.empty')}</p>}
      <ul>
        {places?.map((place) => (
          <Place key={place.id} place={place} onRemoved={look} />
        ))}
      </ul>
      <p className={styles.foot}>{t('places.help')}</p>
    </Card>
  );
}

function Place({ place, onRemoved }: { place: SecretPlaceView; onRemoved: () => Promise<void> }) {
  const { t } = useTranslation();
  const speech = useSpeech();
  const actions = useActions();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const Icon = icons[place.kind];
  async function remove() {
    setBusy(true);
    const removed = await actions.removePlace(place.id);
    if (removed) await onRemoved();
    setBusy(false);
    setAsked(false);
  }
  return (
    <li className={styles.item}>
      <Icon size={17} aria-hidden />
      <div className={styles.words}>
        <p className={styles.line}>
          <code className={styles.path}>{place.where}</code>
          {place.orphan && <Badge tone="warn">{t('places.orphan')}</Badge>}
          {inClear.has(place.kind) && <Badge tone="warn">{t('places.clear')}</Badge>}
        </p>
        <p className={styles.detail}>
          {t(`places.kind.${place.kind}`)}
          {place.of !== undefined && ` · ${t('places.for', { name: place.of })}`}
        </p>
        {place.note && <p className={styles.detail}>{heard(place, 'note', speech)}</p>}
      </div>
      {place.removable && (
        <div className={styles.side}>
          {asked ? (
            <>
              <Button size="sm" autoFocus onClick={() => setAsked(false)}>
                {t('places.keep')}
              </Button>
              <Button size="sm" look="danger" busy={busy} onClick={() => void remove()}>
                {t('places.sure')}
              </Button>
            </>
          ) : (
            <Button
              size="sm"
              icon={<Trash2 size={14} aria-hidden />}
              aria-label={t('places.removeOf', { where: place.where })}
              onClick={() => setAsked(true)}
            >
              {t('places.remove')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
