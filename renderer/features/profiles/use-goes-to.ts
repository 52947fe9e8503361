import { useTranslation } from 'react-i18next';
import { useTargetName } from '#renderer/features/settings/use-target-name.ts';
import { useTopic } from '#renderer/state/react.ts';

/** Where a secret of this agent will lie: the vault, and each mirror that holds plain text by the person's choice. */
export function useGoesTo(agent: string): string {
  const { t, i18n } = useTranslation();
  const backend = useTopic('vault')?.backend ?? '';
  const mirrors = useTopic('profiles')?.mirrors ?? [];
  const nameOf = useTargetName();
  const plain = mirrors.filter((mirror) => mirror.agent === agent && mirror.mode === 'plain');
  if (plain.length === 0) return t('add.goesTo', { backend });
  const names = new Intl.ListFormat(i18n.language).format(plain.map(({ target }) => nameOf(target)));
  return t('add.goesToPlain', { backend, targets: names });
}
