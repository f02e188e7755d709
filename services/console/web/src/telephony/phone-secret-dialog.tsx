import type { FormEvent } from 'react';
import type { PhoneRow, PhoneSecret } from '../../../src/app/views/telephony.ts';
import { problemText } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { SecretDialog } from '../ui/secret-dialog.tsx';
import telephony from './telephony.module.css';

interface PhoneSecretDialogProps {
  phone: PhoneRow;
  change: {
    data: PhoneSecret | undefined;
    error: Error | null;
    isPending: boolean;
    mutate(put: { agentId: string; username: string }): void;
  };
  onClose(): void;
}

/** A new account or a new password; what is typed into the phone is shown once. */
export function PhoneSecretDialog({ phone, change, onClose }: PhoneSecretDialogProps) {
  const { agentId, agentName, username } = phone;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change.mutate({ agentId, username: formText(new FormData(event.currentTarget), 'username') });
  };
  const title = username === '' ? `Phone account for ${agentName}` : `New password for ${agentName}`;
  if (change.data !== undefined) {
    return (
      <SecretDialog
        title={title}
        advice="Type this into the phone now: the password is not shown again."
        values={[
          ['Registrar', change.data.registrar],
          ['User name', change.data.username],
          ['Password', change.data.password],
        ]}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className={telephony['ladder']}>
        <p>
          {username === ''
            ? 'The phone signs in with a user name and a password that is made now.'
            : 'The password the phone has now is void at once, and the phone signs out.'}
        </p>
        <InputField
          label="User name"
          name="username"
          defaultValue={username === '' ? agentId : username}
          required
          autoFocus
          spellCheck={false}
          error={change.error === null ? undefined : problemText(change.error)}
        />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={change.isPending}>
            {username === '' ? 'Make account' : 'Make password'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
