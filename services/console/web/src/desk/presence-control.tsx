import { useState } from 'react';
import { formatElapsed } from '../logic/durations.ts';
import { NOT_READY_REASONS, notReadyWords, PRESENCE_WORDS } from '../logic/words.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { useDesk } from './desk-context.tsx';
import styles from './presence-control.module.css';
import type { DeskActions } from './use-desk-actions.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** Ready, or not ready with a reason. The pressed half is what is true now; the line below says since when. */
export function PresenceControl({ actions }: { actions: DeskActions }) {
  const { desk, can } = useDesk();
  const [choosing, setChoosing] = useState(false);
  useShortcuts({ b: () => (can.goNotReady ? setChoosing(true) : undefined) });
  const isNotReady = desk === undefined || desk.presence === 'not_ready' || desk.presence === 'offline';
  const isReady = !isNotReady && !desk.notReadyPending;
  return (
    <div className={styles['control']} role="group" aria-label="Presence">
      <Button
        className={`${styles['button']} ${isReady ? `${styles['on']} ${styles['readyOn']}` : ''}`}
        tone={isReady ? 'plain' : 'good'}
        shortcut={isReady ? undefined : 'R'}
        aria-pressed={isReady}
        isDisabled={!isReady && !can.goReady}
        onPress={() => void actions.ready()}
      >
        {isReady ? <Icon name="check" size={16} /> : null}
        Ready
      </Button>
      <Menu
        label="Why not ready"
        isOpen={choosing}
        onOpenChange={setChoosing}
        trigger={
          <Button
            className={`${styles['button']} ${isReady ? '' : `${styles['on']} ${styles['notReadyOn']}`}`}
            shortcut={can.goNotReady ? 'B' : undefined}
            isDisabled={!can.goNotReady}
          >
            Not ready
            <Icon name="chevron" size={16} />
          </Button>
        }
        choices={NOT_READY_REASONS}
        onChoose={(reason) => void actions.notReady(reason)}
      />
      <Since />
    </div>
  );
}

function Since() {
  const { desk, clock } = useDesk();
  const now = useServerNow(clock);
  if (desk === undefined) return <p className={styles['since']}>Connecting…</p>;
  const reason = desk.presence === 'not_ready' ? notReadyWords(desk.notReadyReason) : '';
  const since = desk.presenceAt === undefined ? '' : ` for ${formatElapsed(now - desk.presenceAt)}`;
  const why = reason === '' ? '' : `: ${reason}`;
  const after = desk.notReadyPending ? ' · not ready after this' : '';
  const by = desk.notReadyBy === '' ? '' : ` · set by ${desk.notReadyBy}`;
  return <p className={styles['since']}>{`${PRESENCE_WORDS[desk.presence]}${since}${why}${after}${by}`}</p>;
}
