import type { Style } from '#cli/term/style.ts';
import { printable } from '#cli/term/table.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';

/** Where secrets lie and whether that answers, in one line; the way out is a second one. */
export function vaultLines(vault: VaultStatus, style: Style): string[] {
  const backend = style.dim(`(${printable(vault.backend)})`);
  if (vault.state === 'ready') return [`${style.green(style.symbols.ok)} ready ${backend}`];
  if (vault.state === 'checking') return [`${style.symbols.ellipsis} not asked yet ${backend}`];
  return [
    `${style.red(style.symbols.bad)} ${style.red(vault.state)}: ${printable(vault.message)} ${style.dim(`[${vault.reason}]`)}`,
    `${style.symbols.arrow} ${printable(vault.hint)}`,
  ];
}
