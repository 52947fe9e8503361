/** Hands a text over as a file, as a browser's own download. `type` is its media type. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own copy as soon as it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
