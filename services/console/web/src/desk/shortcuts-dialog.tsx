import { setPreferences, usePreferences } from '../preferences.ts';
import { Key } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './dialogs.module.css';

const KEYS: readonly (readonly [key: string, does: string])[] = [
  ['R', 'Ready'],
  ['B', 'Not ready: choose why'],
  ['D', 'Dial the lead'],
  ['H', 'Hang up'],
  ['M', 'Mute yourself, and be heard again'],
  ['O', 'Hold, and talk again'],
  ['K', 'Keypad'],
  ['T', 'Transfer to a colleague, hand the call over'],
  ['S', 'Skip the lead'],
  ['C', 'Claim now'],
  ['N', 'Write a comment'],
  ['1 – 9', 'Choose an outcome'],
  ['Ctrl + Enter', 'Save the outcome'],
  ['Esc', 'Leave the comment, close a dialog'],
];

export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const { shortcuts } = usePreferences();
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className={styles['list']}>
        {KEYS.map(([key, does]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>
              <span className="visually-hidden">{key}</span>
              <Key label={key} />
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className={styles['check']}>
        <input
          type="checkbox"
          checked={shortcuts}
          onChange={(event) => setPreferences({ shortcuts: event.target.checked })}
        />
        Single-key shortcuts on
      </label>
    </Dialog>
  );
}
