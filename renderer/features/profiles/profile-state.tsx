import { Ban, Check, CircleHelp, Clock, KeyRound, OctagonX, Timer, Variable } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { Badge, type BadgeTone } from '#renderer/ui/badge.tsx';

type Shown = ProfileView['status'] | 'resting' | 'shadowed';

const looks: Readonly<Record<Shown, [BadgeTone, typeof Check]>> = {
  ok: ['calm', Check],
  expiring: ['warn', Clock],
  expired: ['bad', OctagonX],
  disabled: ['quiet', Ban],
  secret_missing: ['bad', KeyRound],
  unknown: ['quiet', CircleHelp],
  resting: ['warn', Timer],
  shadowed: ['quiet', Variable],
};

/** What keeps a good credential from answering now is its state, too. */
function shownState({ status, coolingUntil, shadowedBy }: ProfileView, now: number): Shown {
  if (status !== 'ok' && status !== 'expiring') return status;
  if (shadowedBy !== undefined) return 'shadowed';
  return coolingUntil !== undefined && coolingUntil > now ? 'resting' : status;
}

export function ProfileState({ profile }: { profile: ProfileView }) {
  const { t } = useTranslation();
  const shown = shownState(profile, useNow());
  const [tone, Icon] = looks[shown];
  return (
    <Badge tone={tone} icon={<Icon size={12} aria-hidden />}>
      {t(`profiles.status.${shown}`)}
    </Badge>
  );
}
