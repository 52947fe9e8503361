import { Tabs } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { tokenVariable } from '#core/snippets/snippet.ts';
import { snippetText, tools } from '#core/snippets/tools.ts';
import styles from '#renderer/features/overview/point-your-tools.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useTopic } from '#renderer/state/react.ts';
import { Card } from '#renderer/ui/card.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';

/** Ready to paste, with the real address and model; the token is copied apart. */
export function PointYourTools({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const actions = useActions();
  const gateway = useTopic('gateway');
  const models = useTopic('models');
  if (!gateway) return null;
  const own = models?.agents.find(({ id }) => id === 'main');
  const model = own?.primary ?? own?.answersNext[0]?.model ?? 'anthropic/claude-sonnet-4-6';
  return (
    <Card title={t('tools.title')} className={className}>
      <Tabs.Root defaultValue={tools[0]?.id ?? ''} className={styles.tabs}>
        <Tabs.List className={styles.list} aria-label={t('tools.title')}>
          {tools.map((tool) => (
            <Tabs.Trigger key={tool.id} value={tool.id} className={styles.tab}>
              {tool.name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {tools.map((tool) => {
          const code = snippetText(tool, { endpoint: gateway.endpoint, model });
          return (
            <Tabs.Content key={tool.id} value={tool.id} className={styles.content}>
              <div className={styles.copy}>
                <CopyButton label={t('tools.copy')} copy={code} wide />
              </div>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard. */}
              <section className={styles.code} tabIndex={0} aria-label={tool.name}>
                <pre>
                  <code>{code}</code>
                </pre>
              </section>
            </Tabs.Content>
          );
        })}
      </Tabs.Root>
      {gateway.access === 'token' && (
        <div className={styles.token}>
          <p>
            {t('tools.token')} <code>{tokenVariable}</code>
          </p>
          <CopyButton label={t('gateway.copyToken')} copy={actions.copyToken} wide />
        </div>
      )}
    </Card>
  );
}
