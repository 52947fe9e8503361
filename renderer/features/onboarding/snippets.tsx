import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { speak } from '#core/say/say.ts';
import { tokenVariable } from '#core/snippets/snippet.ts';
import { snippetText, tools } from '#core/snippets/tools.ts';
import styles from '#renderer/features/onboarding/snippets.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useTopic } from '#renderer/state/react.ts';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { Select } from '#renderer/ui/select.tsx';

/** Ready to paste, with the real address and model; the token is copied apart. */
export function Snippets() {
  const { t } = useTranslation();
  const speech = useSpeech();
  const actions = useActions();
  const gateway = useTopic('gateway');
  const own = useTopic('models')?.agents.find(({ id }) => id === 'main');
  const [chosen, setChosen] = useState(tools[0]?.id ?? '');
  const [fixed, setFixed] = useState(false);
  const tool = tools.find(({ id }) => id === chosen);
  if (!gateway || !tool) return null;
  const model = fixed && own?.primary ? own.primary : 'gatehouse';
  const input = { endpoint: gateway.endpoint, model };
  return (
    <div className={styles.snippets}>
      <div className={styles.choice}>
        <Select
          label={t('tools.tool')}
          value={chosen}
          options={tools.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setChosen}
        />
        {own?.primary && (
          <Select
            label={t('tools.model')}
            value={fixed ? 'fixed' : 'primary'}
            options={[
              { value: 'primary', label: t('tools.whatever') },
              { value: 'fixed', label: own.primary },
            ]}
            onChange={(value) => setFixed(value === 'fixed')}
          />
        )}
        <span className={styles.all}>
          <CopyButton label={t('tools.copy')} copy={snippetText(tool, input)} wide />
        </span>
      </div>
      {tool.note && <p className={styles.note}>{speak(tool.note, speech)}</p>}
      {tool.parts(input).map((part) => (
        <figure key={`${part.file ?? ''} ${part.language}`} className={styles.part}>
          {part.file && (
            <figcaption className={styles.file}>
              <code>{part.file}</code>
            </figcaption>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard. */}
          <section className={styles.code} tabIndex={0} aria-label={part.file ?? tool.name}>
            <pre>
              <code>{part.text}</code>
            </pre>
          </section>
        </figure>
      ))}
      {gateway.access === 'token' && (
        <div className={styles.token}>
          <p>
            {t('tools.token')} <code>{tokenVariable}</code>
          </p>
          <CopyButton label={t('gateway.copyToken')} copy={actions.copyToken} wide />
        </div>
      )}
    </div>
  );
}
