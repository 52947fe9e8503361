import { Info, OctagonX, Stethoscope, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { AttentionAction, AttentionItem } from '#core/attention/attention.ts';
import styles from '#renderer/features/overview/attention-list.module.css';
import { attentionWords } from '#renderer/features/overview/attention-words.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';

const icons = { error: OctagonX, warning: TriangleAlert, info: Info } as const;

/** What needs a person, each with the one button that mends it. The vault has a panel of its own. */
export function AttentionList({ items }: { items: readonly AttentionItem[] }) {
  const { t, i18n } = useTranslation();
  const speech = useSpeech();
  const now = useNow();
  const shown = items.filter(({ code }) => !code.startsWith('vault_') && code !== 'no_credential');
  if (shown.length === 0) return null;
  return (
    <section className={styles.card} aria-label={t('attention.title')}>
      <ul>
        {shown.map((item) => {
          const Icon = icons[item.severity];
          const { title, body } = attentionWords(item, t, i18n.language, now, speech);
          return (
            <li key={item.id} className={styles.item} data-severity={item.severity}>
              <Icon size={17} aria-hidden className={styles.icon} />
              <span className="visually-hidden">{t(`attention.severity.${item.severity}`)}: </span>
              <div className={styles.words}>
                <p className={styles.title}>{title}</p>
                <p className={styles.body}>{body}</p>
              </div>
              <Mend action={item.action} code={item.code} title={title} />
            </li>
          );
        })}
      </ul>
      <p className={styles.foot}>
        <Link href="/doctor">
          <Stethoscope size={14} aria-hidden />
          {t('attention.doctor')}
        </Link>
      </p>
    </section>
  );
}

function Mend({ action, code, title }: { action: AttentionAction; code: string; title: string }) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useActions();
  const [, navigate] = useLocation();
  function run() {
    switch (action.kind) {
      case 'unlock_vault':
        return actions.vault('unlock');
      case 'check_vault':
        return actions.vault('check');
      case 'start_gateway':
        return actions.gateway('start');
      case 'add_credential':
        return ui.open({
          kind: 'add',
          agent: 'main',
          ...(action.provider ? { provider: action.provider } : {}),
        });
      case 'replace_credential':
        return ui.open({ kind: 'replace', agent: action.agent, id: action.profile });
      case 'choose_model':
        return ui.open({ kind: 'model', agent: action.agent });
      case 'open_settings':
        return navigate(code === 'mirror_error' ? '/settings/security' : '/settings');
      case 'open_logs':
        return navigate('/logs');
    }
  }
  const label = t(`attention.action.${action.kind}`);
  return (
    <Button size="sm" onClick={run} aria-label={t('common.pair', { name: label, value: title })}>
      {label}
    </Button>
  );
}
