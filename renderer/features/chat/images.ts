import type { ChatImage } from '#renderer/state/chat.ts';

export const imageTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
/** As the contract and the gateway have it: images, bytes of one, bytes of all. */
export const mostImages = 8;
export const mostBytes = 10_000_000;
const mostTogether = 32_000_000;

export type ImageRefusal = 'type' | 'size' | 'count';
type FileLike = Pick<File, 'type' | 'size' | 'name'>;

/** Which files go along with a message that already has some, and why the others do not. */
export function chooseImages<T extends FileLike>(
  files: readonly T[],
  already: readonly { bytes: number }[],
): { taken: T[]; refused: { name: string; why: ImageRefusal }[] } {
  const taken: T[] = [];
  const refused: { name: string; why: ImageRefusal }[] = [];
  let bytes = already.reduce((sum, one) => sum + one.bytes, 0);
  for (const file of files) {
    const why = !imageTypes.some((type) => type === file.type)
      ? 'type'
      : already.length + taken.length >= mostImages
        ? 'count'
        : file.size > mostBytes || bytes + file.size > mostTogether
          ? 'size'
          : undefined;
    if (why) refused.push({ name: file.name, why });
    else {
      taken.push(file);
      bytes += file.size;
    }
  }
  return { taken, refused };
}

/** The bytes of a file as the contract wants them. Rejects when the file cannot be read. */
export function readImage(file: File): Promise<ChatImage> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.onload = () => {
      const url = String(reader.result);
      resolve({
        mediaType: file.type as ChatImage['mediaType'],
        data: url.slice(url.indexOf(',') + 1),
      });
    };
    reader.readAsDataURL(file);
  });
}
