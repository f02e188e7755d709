import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './call-controls.module.css';
import { useDesk } from './desk-context.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import type { DeskActions } from './use-desk-actions.ts';
import { useShortcuts } from './use-shortcuts.ts';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
const NAMES: Readonly<Record<string, string>> = { '*': 'Star', '#': 'Hash' };

/** Mute, hold, keypad and transfer: always in the same places, and only good for something while the two talk. */
export function CallControls({ actions }: { actions: DeskActions }) {
  const { desk, can, clearProblem } = useDesk();
  const [open, setOpen] = useState<'keypad' | 'transfer'>();
  const talk = desk?.handover ?? desk?.call;
  const held = talk?.held === true;
  const muted = talk?.muted === true;
  const colleague = desk?.call?.colleague;
  const close = (): void => setOpen(undefined);
  const startTransfer = (): void => {
    clearProblem();
    setOpen('transfer');
  };
  useShortcuts({
    m: () => void actions.mute(!muted),
    k: () => (can.control && !held ? setOpen('keypad') : undefined),
    o: () => void (can.endTransfer ? actions.cancelTransfer() : actions.hold(!held)),
    t: () => {
      if (can.endTransfer) void actions.completeTransfer();
      else if (can.transfer) startTransfer();
    },
  });
  return (
    <div className={styles['controls']} role="group" aria-label="Call">
      <Button
        tone={muted ? 'accent' : 'plain'}
        shortcut="M"
        isDisabled={!can.control}
        onPress={() => void actions.mute(!muted)}
      >
        {muted ? 'Unmute' : 'Mute'}
      </Button>
      {can.endTransfer && colleague !== undefined ? (
        <>
          <Button shortcut="O" onPress={() => void actions.cancelTransfer()}>
            {colleague.answered ? 'Take back' : 'Call off'}
          </Button>
          <Button
            tone="accent"
            shortcut="T"
            isDisabled={!colleague.answered}
            onPress={() => void actions.completeTransfer()}
          >
            Hand over
          </Button>
        </>
      ) : (
        <>
          <Button
            tone={held ? 'accent' : 'plain'}
            shortcut="O"
            isDisabled={!can.control}
            onPress={() => void actions.hold(!held)}
          >
            {held ? 'Resume' : 'Hold'}
          </Button>
          <Button shortcut="T" isDisabled={!can.transfer} onPress={startTransfer}>
            Transfer
          </Button>
        </>
      )}
      <Button shortcut="K" isDisabled={!can.control || held} onPress={() => setOpen('keypad')}>
        Keypad
      </Button>
      {open === 'keypad' && can.control ? <Keypad actions={actions} onClose={close} /> : null}
      {open === 'transfer' && can.transfer ? <TransferDialog actions={actions} onClose={close} /> : null}
    </div>
  );
}

function Keypad({ actions, onClose }: { actions: DeskActions; onClose(): void }) {
  const press = useRef(actions.pressKey);
  press.current = actions.pressKey;
  useEffect(() => {
    // Wherever the focus is: while it is open every key of the keyboard's is one of the phone's.
    const onKey = ({ key }: KeyboardEvent): void => {
      if (KEYS.some((known) => known === key)) void press.current(key);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
  return (
    <Dialog title="Keypad" onClose={onClose}>
      <div className={styles['keypad']}>
        {KEYS.map((key) => (
          <Button key={key} aria-label={NAMES[key] ?? key} onPress={() => void actions.pressKey(key)}>
            {key}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
