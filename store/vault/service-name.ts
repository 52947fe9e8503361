import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';

/**
 * The service under which items lie in the keychain. Frozen: another name would lose everybody's secrets. A state
 * directory that is not the default one has its own name, so that two of them never see each other's items.
 */
export function keychainService(stateDir: string, defaultStateDir: string): string {
  const real = (path: string): string => {
    try {
      return realpathSync(path);
    } catch {
      return path;
    }
  };
  const root = real(stateDir);
  if (root === real(defaultStateDir)) return 'Gatehouse';
  return `Gatehouse (${createHash('sha256').update(root).digest('hex').slice(0, 12)})`;
}
