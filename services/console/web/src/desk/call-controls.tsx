import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './call-controls.module.css';
import { useDesk } from './desk-context.tsx';
import type { DeskActions } from './use-desk-actions.ts';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
const NAMES: Readonly<Record<string, string>> = { '*': 'Star', '#': 'Hash' };

/** Hold and keypad: always in the same place, and only good for something while the two talk. */
export function CallControls({ actions }: { actions: DeskActions }) {
  const { desk, can } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const held = desk?.call?.held === true;
  return (
    <div className={styles['controls']}>
      <Button
        tone={held ? 'accent' : 'plain'}
        shortcut="O"
        isDisabled={!can.control}
        onPress={() => void actions.hold(!held)}
      >
        {held ? 'Resume' : 'Hold'}
      </Button>
      <Button isDisabled={!can.control || held} onPress={() => setOpen(true)}>
        Keypad
      </Button>
      {isOpen && can.control ? <Keypad actions={actions} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function Keypad({ actions, onClose }: { actions: DeskActions; onClose(): void }) {
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
