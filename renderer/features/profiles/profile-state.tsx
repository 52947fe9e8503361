import { Ban, Check, CircleHelp, Clock, KeyRound, OctagonX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import { Badge, type BadgeTone } from '#renderer/ui/badge.tsx';

const looks: Readonly<Record<ProfileView['status'], [BadgeTone, typeof Check]>> = {
  ok: ['calm', Check],
  expiring: ['warn', Clock],
  expired: ['bad', OctagonX],
  disabled: ['quiet', Ban],
  secret_missing: ['bad', KeyRound],
  unknown: ['quiet', CircleHelp],
};

export function ProfileState({ profile }: { profile: ProfileView }) {
  const { t } = useTranslation();
  const [tone, Icon] = looks[profile.status];
  return (
    <Badge tone={tone} icon={<Icon size={12} aria-hidden />}>
      {t(`profiles.status.${profile.status}`)}
    </Badge>
  );
}
