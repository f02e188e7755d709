import type { FormEvent } from 'react';
import type { PhoneRow, PhoneSecret } from '../../../src/app/views/telephony.ts';
import { problemText } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import telephony from './telephony.module.css';

interface SecretDialogProps {
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
export function SecretDialog({ phone, change, onClose }: SecretDialogProps) {
  const { agentId, agentName, username } = phone;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change.mutate({ agentId, username: formText(new FormData(event.currentTarget), 'username') });
  };
  const title = username === '' ? `Phone account for ${agentName}` : `New password for ${agentName}`;
  if (change.data !== undefined) return <Shown secret={change.data} title={title} onClose={onClose} />;
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

function Shown({ secret, title, onClose }: { secret: PhoneSecret; title: string; onClose(): void }) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={telephony['ladder']}>
        <Notice tone="good">Type this into the phone now: the password is not shown again.</Notice>
        <dl className={telephony['secret']}>
          {secret.registrar === '' ? null : <Line name="Registrar" value={secret.registrar} />}
          <Line name="User name" value={secret.username} />
          <Line name="Password" value={secret.password} />
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

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </div>
  );
}
