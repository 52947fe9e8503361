import {
  ArrowUpCircle,
  Ellipsis,
  Handshake,
  Play,
  RefreshCw,
  Replace,
  RotateCw,
  Square,
  Trash2,
  Unlink,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '#core/family/installation.ts';
import styles from '#renderer/features/families/families-section.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { allowedCommands, gatewayPhase } from '#renderer/state/gateway.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#renderer/ui/menu.tsx';

/** The likely thing as a button, the rest in a menu. A remote gateway is only looked at. */
export function InstallationActions({ installation }: { installation: Installation }) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useActions();
  const [busy, setBusy] = useState<string>();
  const { id, label, mirrored, generation, observed, remote, agents, upgrade, command } = installation;
  const allowed = allowedCommands(gatewayPhase(observed, undefined));
  async function run(
    name:
      | 'families.start'
      | 'families.stop'
      | 'families.restart'
      | 'families.reload'
      | 'families.removeRemote',
    done?: string,
  ) {
    setBusy(name);
    await actions.call(name, { id }, done);
    setBusy(undefined);
  }
  if (remote) {
    return (
      <div className={styles.foot}>
        <Button
          size="sm"
          icon={<RefreshCw size={14} aria-hidden />}
          busy={busy === 'families.reload'}
          onClick={() => void run('families.reload')}
        >
          {t('families.scan')}
        </Button>
        <Button
          size="sm"
          look="ghost"
          icon={<Trash2 size={14} aria-hidden />}
          onClick={() => void run('families.removeRemote', t('families.removeRemoteDone'))}
        >
          {t('families.removeRemote')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.foot}>
      {mirrored ? (
        <Button
          size="sm"
          icon={<RefreshCw size={14} aria-hidden />}
          busy={busy === 'families.reload'}
          onClick={() => void run('families.reload')}
        >
          {t('families.reload')}
        </Button>
      ) : (
        <Button
          size="sm"
          look="primary"
          disabled={generation === 'unknown'}
          icon={<Handshake size={15} aria-hidden />}
          onClick={() => ui.open({ kind: 'adoptFamily', id })}
        >
          {t('families.adopt')}
        </Button>
      )}
      <Button
        size="sm"
        icon={<Play size={14} aria-hidden />}
        disabled={!allowed.start || command === undefined}
        busy={busy === 'families.start'}
        onClick={() => void run('families.start')}
      >
        {t('families.start')}
      </Button>
      <Button
        size="sm"
        icon={<Square size={13} aria-hidden />}
        disabled={!allowed.stop}
        busy={busy === 'families.stop'}
        onClick={() => void run('families.stop')}
      >
        {t('families.stop')}
      </Button>
      <Menu
        trigger={
          <IconButton
            size="sm"
            tip={false}
            label={t('families.more', { name: label })}
            icon={<Ellipsis size={16} aria-hidden />}
          />
        }
      >
        <MenuItem
          icon={<RotateCw size={15} aria-hidden />}
          disabled={!allowed.restart}
          onSelect={() => void run('families.restart')}
        >
          {t('families.restart')}
        </MenuItem>
        <MenuItem
          icon={<Replace size={15} aria-hidden />}
          disabled={agents.length === 0}
          onSelect={() => ui.open({ kind: 'familyModel', id, agent: agents[0]?.id ?? 'main' })}
        >
          {t('families.setModel')}
        </MenuItem>
        <MenuItem
          icon={<ArrowUpCircle size={15} aria-hidden />}
          disabled={command === undefined || upgrading(upgrade)}
          onSelect={() => ui.open({ kind: 'upgradeFamily', id })}
        >
          {t('families.upgrade')}
        </MenuItem>
        {mirrored && (
          <>
            <MenuLine />
            <MenuItem
              icon={<Unlink size={15} aria-hidden />}
              danger
              onSelect={() => ui.open({ kind: 'releaseFamily', id })}
            >
              {t('families.release')}
            </MenuItem>
          </>
        )}
      </Menu>
    </div>
  );
}

const ended: ReadonlySet<string> = new Set(['done', 'rolled_back', 'failed', 'cancelled']);
/** An upgrade is under way. */
export const upgrading = (upgrade: Installation['upgrade']): boolean =>
  upgrade !== undefined && !ended.has(upgrade.step);
