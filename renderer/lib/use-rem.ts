import { useEffect, useState } from 'react';

const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

/** Pixels of one rem now: lists that place their rows themselves follow a larger text with it. */
export function useRem(): number {
  const [pixels, setPixels] = useState(rem);
  useEffect(() => {
    const renew = () => setPixels(rem());
    window.addEventListener('resize', renew);
    return () => window.removeEventListener('resize', renew);
  }, []);
  return pixels;
}
