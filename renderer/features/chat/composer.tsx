import { ArrowUp, ImagePlus, Square, X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatSession } from '#core/contract/calls/chat.ts';
import { CompletionList } from '#renderer/features/chat/completion-list.tsx';
import type { Completion } from '#renderer/features/chat/completions.ts';
import styles from '#renderer/features/chat/composer.module.css';
import {
  chooseImages,
  type ImageRefusal,
  imageTypes,
  mostBytes,
  mostImages,
  readImage,
} from '#renderer/features/chat/images.ts';
import { Thumbnail } from '#renderer/features/chat/thumbnail.tsx';
import { useCompletions } from '#renderer/features/chat/use-completions.ts';
import type { ChatImage } from '#renderer/state/chat.ts';
import { modelName } from '#renderer/state/models.ts';
import { useTopic } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';

interface ComposerProps {
  agent: string;
  session: ChatSession | undefined;
  text: string;
  onText: (text: string) => void;
  /** An answer grows: it can be stopped, and nothing is sent. */
  answering: boolean;
  /** Nothing can be sent, for this reason. */
  blocked: string | undefined;
  onSend: (text: string, images: readonly ChatImage[]) => void;
  onStop: () => void;
}

/** The field at the bottom: words, pictures, commands, and which model is pinned. */
export function Composer(props: ComposerProps) {
  const { agent, session, text, onText, answering, blocked, onSend, onStop } = props;
  const { t, i18n } = useTranslation();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [refused, setRefused] = useState<readonly { name: string; why: ImageRefusal | 'unreadable' }[]>([]);
  const accept = ({ text: completed }: Completion) => {
    onText(completed);
    field.current?.focus();
  };
  const completions = useCompletions(agent, text, accept);

  // As tall as its text, up to where it scrolls.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height.
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  function take(given: readonly File[]) {
    if (given.length === 0) return;
    const chosen = chooseImages(
      given,
      files.map(({ size }) => ({ bytes: size })),
    );
    setFiles([...files, ...chosen.taken]);
    setRefused(chosen.refused);
  }

  async function send() {
    const words = text.trim();
    if (answering || blocked !== undefined || (words === '' && files.length === 0)) return;
    try {
      const images = await Promise.all(files.map(readImage));
      onSend(words === '' ? t('chat.lookAt', { count: images.length }) : words, images);
      onText('');
      setFiles([]);
      setRefused([]);
    } catch {
      setRefused(files.map(({ name }) => ({ name, why: 'unreadable' })));
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    // While a character is being composed, Enter belongs to the input method.
    if (event.nativeEvent.isComposing) return;
    if (completions.onKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape' && answering) onStop();
  }

  function onPaste(event: ClipboardEvent) {
    const given = [...event.clipboardData.files].filter(({ type }) => type.startsWith('image/'));
    if (given.length === 0) return;
    event.preventDefault();
    take(given);
  }

  const empty = text.trim() === '' && files.length === 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a picture is a second way; the button beside it is the first.
    <div
      className={styles.composer}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take([...event.dataTransfer.files]);
      }}
    >
      <CompletionList id={`${id}-list`} completions={completions} onPick={accept} />
      {files.length > 0 && (
        <ul className={styles.thumbnails} aria-label={t('chat.images')}>
          {files.map((file) => (
            <Thumbnail
              key={`${file.name} ${file.size} ${file.lastModified}`}
              file={file}
              onRemove={() => {
                setFiles(files.filter((one) => one !== file));
                field.current?.focus();
              }}
            />
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <div className={styles.refused} role="alert">
          <ul>
            {refused.map(({ name, why }) => (
              <li key={name}>
                {t(`chat.refused.${why}`, {
                  name,
                  count: mostImages,
                  size: new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'megabyte' }).format(
                    mostBytes / 1_000_000,
                  ),
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
      <textarea
        ref={field}
        rows={1}
        className={styles.field}
        aria-label={t('chat.message')}
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={completions.shown.length > 0 ? `${id}-list-${completions.active}` : undefined}
        aria-describedby={blocked === undefined ? undefined : `${id}-blocked`}
        placeholder={t('chat.placeholder')}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      <div className={styles.tools}>
        <IconButton
          size="sm"
          label={t('chat.addImage')}
          icon={<ImagePlus size={16} aria-hidden />}
          onClick={() => picker.current?.click()}
        />
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept={imageTypes.join(',')}
          onChange={(event) => {
            take([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Pin
          agent={agent}
          session={session}
          disabled={answering || blocked !== undefined}
          onChange={() => {
            onText('/model ');
            field.current?.focus();
          }}
          onClear={() => onSend('/model default', [])}
        />
        {blocked !== undefined && (
          <span id={`${id}-blocked`} className={styles.blocked}>
            {blocked}
          </span>
        )}
        {answering ? (
          <Button size="sm" icon={<Square size={12} aria-hidden />} className={styles.send} onClick={onStop}>
            {t('chat.stop')}
          </Button>
        ) : (
          <Button
            size="sm"
            look="primary"
            icon={<ArrowUp size={15} aria-hidden />}
            className={styles.send}
            disabled={empty || blocked !== undefined}
            onClick={() => void send()}
          >
            {t('chat.send')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface PinProps {
  agent: string;
  session: ChatSession | undefined;
  disabled: boolean;
  onChange: () => void;
  onClear: () => void;
}

/** The model of this conversation: the agent's, or the one that is pinned, with its credential. */
function Pin({ agent, session, disabled, onChange, onClear }: PinProps) {
  const { t } = useTranslation();
  const models = useTopic('models');
  const primary = models?.agents.find(({ id }) => id === agent)?.primary;
  const pinned = session?.model !== undefined || session?.profile !== undefined;
  const ref = session?.model ?? primary;
  const name = ref === undefined ? t('chat.noModel') : modelName(models?.aliases[ref] ?? ref, models).name;
  return (
    <span className={styles.pin} data-pinned={pinned}>
      <button
        type="button"
        className={styles.pinName}
        disabled={disabled}
        aria-label={t(pinned ? 'chat.pinnedIs' : 'chat.modelIs', {
          model: name,
          profile: session?.profile ?? '',
        })}
        onClick={onChange}
      >
        {name}
        {session?.profile && <code>{session.profile}</code>}
      </button>
      {pinned && (
        <button
          type="button"
          className={styles.unpin}
          disabled={disabled}
          aria-label={t('chat.unpin')}
          onClick={onClear}
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}
