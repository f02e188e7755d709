import { useState } from 'react';
import { useCan } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { useDesk } from './desk-context.tsx';
import { NewCallDialog } from './new-call-dialog.tsx';
import styles from './new-call.module.css';

/** where nothing is in hand, for those who may dial what they type. */
export function NewCallButton() {
  const allowed = useCan()('dial:manual');
  const { can, desk } = useDesk();
  const [open, setOpen] = useState(false);
  if (!allowed) return null;
  // Once something has come to the desk the dialog is in its way.
  const shown = open && desk?.preview === undefined;
  return (
    <div className={styles['button']}>
      <Button isDisabled={!can.open} onPress={() => setOpen(true)}>
        New call
      </Button>
      {shown ? <NewCallDialog onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
