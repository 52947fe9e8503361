import type { AttentionAction } from '#core/attention/attention.ts';

/** The screen where a matter is mended. */
export function placeOf(action: AttentionAction): string {
  switch (action.kind) {
    case 'add_credential':
    case 'replace_credential':
      return '/profiles';
    case 'open_settings':
      return '/settings';
    case 'unlock_vault':
    case 'check_vault':
    case 'start_gateway':
      return '/';
    case 'choose_model':
      return '/models';
    case 'open_logs':
      return '/logs';
  }
}
