import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '#renderer/lib/clipboard.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';

interface CopyButtonProps {
  /** What is copied, for its name: "Copy address". */
  label: string;
  /** The text, or the way to copy it; resolves with whether it worked. */
  copy: string | (() => Promise<boolean>);
  /** With its name beside the icon. */
  wide?: boolean;
}

const doneMs = 1_600;

/** Copies on click and says so for a moment, to the eye and to a screen reader. */
export function CopyButton({ label, copy, wide = false }: CopyButtonProps) {
  const { t } = useTranslation();
  const { toasts } = useApp();
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  useEffect(() => {
    if (state !== 'done') return;
    const timer = setTimeout(() => setState('idle'), doneMs);
    return () => clearTimeout(timer);
  }, [state]);

  async function run() {
    setState('busy');
    const copied = await (typeof copy === 'string' ? copyText(copy) : copy());
    setState(copied ? 'done' : 'idle');
    if (!copied && typeof copy === 'string') toasts.show({ tone: 'bad', title: t('common.copyRefused') });
  }

  const done = state === 'done';
  const icon = done ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />;
  return (
    <>
      {wide ? (
        <Button size="sm" icon={icon} busy={state === 'busy'} onClick={run}>
          {done ? t('common.copied') : label}
        </Button>
      ) : (
        <IconButton size="sm" label={label} icon={icon} busy={state === 'busy'} onClick={run} />
      )}
      <span role="status" className="visually-hidden">
        {done ? t('common.copied') : ''}
      </span>
    </>
  );
}
