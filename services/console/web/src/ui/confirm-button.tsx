import { useState } from 'react';
import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';

interface ConfirmButtonProps {
  /** What the button says, and what confirming says again. */
  label: string;
  /** Names the thing for people who hear the button without its row. */
  accessibleName: string;
  question: string;
  /** What it means and whether it can be taken back. */
  consequence: string;
  onConfirm(): void;
}

/** A step that cannot be taken back asks first. */
export function ConfirmButton({
  label,
  accessibleName,
  question,
  consequence,
  onConfirm,
}: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button aria-label={accessibleName} onPress={() => setAsking(true)}>
        {label}
      </Button>
      {asking ? (
        <Dialog role="alertdialog" title={question} onClose={() => setAsking(false)}>
          <p>{consequence}</p>
          <DialogActions>
            <Button autoFocus onPress={() => setAsking(false)}>
              Cancel
            </Button>
            <Button
              tone="bad"
              onPress={() => {
                setAsking(false);
                onConfirm();
              }}
            >
              {label}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </>
  );
}
