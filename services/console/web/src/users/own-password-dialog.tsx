import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { PasswordForm } from './password-form.tsx';
import users from './users.module.css';

export function OwnPasswordDialog({ onClose }: { onClose(): void }) {
  const [done, setDone] = useState(false);
  return (
    <Dialog title="Change your password" onClose={onClose}>
      {done ? (
        <>
          <Notice tone="good">Saved. Wherever else you were signed in, you are signed out.</Notice>
          <DialogActions>
            <Button tone="accent" autoFocus onPress={onClose}>
              Done
            </Button>
          </DialogActions>
        </>
      ) : (
        <PasswordForm className={users['stack']} onDone={() => setDone(true)} />
      )}
    </Dialog>
  );
}
