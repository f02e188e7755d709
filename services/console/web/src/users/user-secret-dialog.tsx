import type { UserSecret } from '../../../src/app/views/users.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import users from './users.module.css';

/** The password for the first sign-in, this once. */
export function UserSecretDialog({ secret, onClose }: { secret: UserSecret; onClose(): void }) {
  return (
    <Dialog title={`Password for ${secret.user.name}`} onClose={onClose}>
      <div className={users['stack']}>
        <Notice tone="good">
          Give this to {secret.user.name} now: it is not shown again. At the first sign-in they choose their
          own.
        </Notice>
        <dl>
          <dt>User name</dt>
          <dd>
            <code className={users['secret']}>{secret.user.username}</code>
          </dd>
          <dt>Password</dt>
          <dd>
            <code className={users['secret']}>{secret.password}</code>
          </dd>
        </dl>
        <DialogActions>
          <Button tone="accent" autoFocus onPress={onClose}>
            Done
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
