import { FileKey2, FileWarning, History, ShieldCheck, SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/settings/security.module.css';
import { useTargetName } from '#renderer/features/settings/use-target-name.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { type MirrorTarget, mirrorTargets } from '#renderer/state/mirrors.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';

/** The files that gateways read, by gateway, with what they hold. */
export function MirrorsCard() {
  const { t } = useTranslation();
  const mirrors = useTopic('profiles')?.mirrors ?? [];
  if (mirrors.length === 0) return null;
  return (
    <Card title={t('security.mirrors')}>
      <p className={styles.lead}>{t('security.mirrorsHelp')}</p>
      <ul>
        {mirrorTargets(mirrors).map((target) => (
          <Target key={target.target} {...target} />
        ))}
      </ul>
    </Card>
  );
}

function Target({ target, mode, mirrors, broken }: MirrorTarget) {
  const { t } = useTranslation();
  const speech = useSpeech();
  const { ui } = useApp();
  const name = useTargetName()(target);
  const plain = mode === 'plain';
  const Icon = broken ? FileWarning : plain ? FileKey2 : ShieldCheck;
  return (
    <li className={styles.item}>
      <Icon size={17} aria-hidden />
      <div className={styles.words}>
        <p className={styles.line}>
          {name}
          <Badge tone={broken ? 'bad' : plain ? 'warn' : 'good'}>
            {t(broken ? 'security.badge.broken' : `security.badge.${mode}`)}
          </Badge>
        </p>
        <ul className={styles.detail}>
          {mirrors.map(({ path, error }) => (
            <li key={path} className={styles.path}>
              <code>{path}</code>
              {error && <p className={styles.problem}>{heard(error, 'message', speech)}</p>}
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.side}>
        <Button
          size="sm"
          look="ghost"
          icon={<History size={14} aria-hidden />}
          aria-label={t('common.pair', { name: t('security.journal'), value: name })}
          onClick={() => ui.open({ kind: 'journal', target })}
        >
          {t('security.journal')}
        </Button>
        <Button
          size="sm"
          icon={<SlidersHorizontal size={14} aria-hidden />}
          aria-label={`${t('security.mode')} ${name}`}
          onClick={() => ui.open({ kind: 'mirrorMode', target })}
        >
          {t('security.mode')}
        </Button>
      </div>
    </li>
  );
}
