import {
  ArrowLeftRight,
  Ban,
  CircleCheck,
  CopyPlus,
  Ellipsis,
  FlaskConical,
  KeyRound,
  LogIn,
  MoveRight,
  NotebookPen,
  Pencil,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp } from '#renderer/state/react.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#renderer/ui/menu.tsx';
import { MoveItems } from '#renderer/ui/move-items.tsx';

interface RowMenuProps {
  agent: string;
  profile: ProfileView;
  index: number;
  count: number;
  readOnly: boolean;
  onMove: (to: number) => void;
}

const icon = { size: 15, 'aria-hidden': true } as const;

/** Everything that can be done with one credential. What it cannot do is not in the list. */
export function RowMenu({ agent, profile, index, count, readOnly, onMove }: RowMenuProps) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useActions();
  const { id, type, ref } = profile;
  const off = profile.status === 'disabled';
  const oauth = type === 'oauth';
  const replaceWord = oauth ? 'signInAgain' : type === 'api_key' && !ref ? 'replace' : 'replaceOther';
  return (
    <Menu
      trigger={
        <IconButton
          tip={false}
          size="sm"
          label={t('profiles.menu', { id })}
          icon={<Ellipsis size={16} aria-hidden />}
        />
      }
    >
      <MenuItem icon={<FlaskConical {...icon} />} onSelect={() => actions.test(agent, id)}>
        {t('profiles.do.test')}
      </MenuItem>
      <MenuItem
        icon={oauth ? <LogIn {...icon} /> : <KeyRound {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'replace', agent, id })}
      >
        {t(`profiles.do.${replaceWord}`)}
      </MenuItem>
      <MenuItem
        icon={<Pencil {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'rename', agent, id })}
      >
        {t('profiles.do.rename')}
      </MenuItem>
      <MenuItem
        icon={<NotebookPen {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'edit', agent, id })}
      >
        {t('profiles.do.edit')}
      </MenuItem>
      <MoveItems index={index} count={count} readOnly={readOnly} onMove={onMove} />
      <MenuLine />
      {!oauth && (
        <MenuItem
          icon={<CopyPlus {...icon} />}
          disabled={readOnly}
          onSelect={() => ui.open({ kind: 'transfer', agent, id, what: 'copy' })}
        >
          {t('profiles.do.copyTo')}
        </MenuItem>
      )}
      <MenuItem
        icon={<MoveRight {...icon} />}
        disabled={readOnly}
        onSelect={() => ui.open({ kind: 'transfer', agent, id, what: 'move' })}
      >
        {t('profiles.do.moveTo')}
      </MenuItem>
      {!oauth && (
        <MenuItem
          icon={<ArrowLeftRight {...icon} />}
          disabled={readOnly}
          onSelect={() => ui.open({ kind: 'place', agent, id })}
        >
          {t(ref ? 'profiles.do.toVault' : 'profiles.do.toRef')}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem
        icon={off ? <CircleCheck {...icon} /> : <Ban {...icon} />}
        disabled={readOnly}
        onSelect={() => void actions.setDisabled(agent, id, !off)}
      >
        {t(off ? 'profiles.do.enable' : 'profiles.do.disable')}
      </MenuItem>
      <MenuItem
        icon={<Trash2 {...icon} />}
        danger
        disabled={readOnly}
        onSelect={() => void actions.remove(agent, id)}
      >
        {t('profiles.do.remove')}
      </MenuItem>
    </Menu>
  );
}
