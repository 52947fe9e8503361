import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/chat/composer.module.css';

const side = 96;

/** A picture that goes along. It is drawn: the CSP lets no page show a picture that is not its own. */
export function Thumbnail({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    void createImageBitmap(file).then(
      (picture) => {
        const context = gone ? null : canvas.current?.getContext('2d');
        const scale = Math.max(side / picture.width, side / picture.height);
        const [width, height] = [picture.width * scale, picture.height * scale];
        context?.drawImage(picture, (side - width) / 2, (side - height) / 2, width, height);
        picture.close();
      },
      () => {
        // Its name stands below all the same.
      },
    );
    return () => {
      gone = true;
    };
  }, [file]);
  return (
    <li className={styles.thumbnail}>
      <canvas ref={canvas} width={side} height={side} aria-hidden />
      <span className={styles.file} title={file.name}>
        {file.name}
      </span>
      <button
        type="button"
        className={styles.drop}
        aria-label={t('chat.removeImage', { name: file.name })}
        onClick={onRemove}
      >
        <X size={13} aria-hidden />
      </button>
    </li>
  );
}
