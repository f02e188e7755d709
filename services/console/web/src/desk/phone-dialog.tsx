import type { PhoneView } from '../../../src/app/views/desk.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './dialogs.module.css';

/** What to enter in a phone. The password was given once and is shown to nobody again. */
export function PhoneDialog({ phone, onClose }: { phone: PhoneView | undefined; onClose(): void }) {
  const hasAccount = phone !== undefined && phone.username !== '';
  return (
    <Dialog title="Phone settings" onClose={onClose}>
      <p className={styles['text']}>
        {hasAccount
          ? 'Enter these in your softphone or desk phone. This notice goes away as soon as it has registered.'
          : 'There is no phone account for you yet. Your supervisor can make one.'}
      </p>
      {hasAccount ? (
        <dl className={styles['list']}>
          <dt>Registrar</dt>
          <dd>{phone.registrar === '' ? 'Ask your supervisor' : phone.registrar}</dd>
          <dt>User name</dt>
          <dd>{phone.username}</dd>
          <dt>Password</dt>
          <dd>The one your supervisor gave you</dd>
          <dt>State</dt>
          <dd>{phone.registered ? 'Registered' : 'Not registered'}</dd>
        </dl>
      ) : null}
    </Dialog>
  );
}
