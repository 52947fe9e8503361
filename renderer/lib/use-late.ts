import { useEffect, useState } from 'react';

/** True after `delayMs`: what takes less than that needs no skeleton, which would only flash. */
export function useLate(delayMs = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => clearTimeout(timer);
  }, [delayMs]);
  return late;
}
