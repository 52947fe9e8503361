/** A number as a person types it: comma or point, nothing else around it. Undefined: it is none. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** A TCP port; undefined when it is none. */
export function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** US dollars above zero; null when nothing was typed; undefined when it is no amount. */
export function amountOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = numberOf(text);
  return value !== undefined && value > 0 ? value : undefined;
}
