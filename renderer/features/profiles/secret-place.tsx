import { FileLock2, FileText, Lock, SquareTerminal, Variable } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import styles from '#renderer/features/profiles/secret-place.module.css';
import { Tooltip } from '#renderer/ui/tooltip.tsx';

const icons = {
  keychain: Lock,
  encrypted_file: FileLock2,
  env: Variable,
  file: FileText,
  exec: SquareTerminal,
} as const;

/** Where the secret lies: an icon and a word; a reference shows what it points at. */
export function SecretPlace({ profile }: { profile: ProfileView }) {
  const { t } = useTranslation();
  const Icon = icons[profile.place];
  const place = (
    <span className={styles.place}>
      <Icon size={15} aria-hidden />
      <span className={styles.word}>{t(`profiles.place.${profile.place}`)}</span>
    </span>
  );
  return profile.ref ? <Tooltip text={<code>{profile.ref.id}</code>}>{place}</Tooltip> : place;
}
