import { useState, type FormEvent } from 'react';
import type { UserRow } from '../../../src/app/views/users.ts';
import { formText } from '../logic/form-text.ts';
import { ROLE_WORDS } from '../logic/role-words.ts';
import { useSession } from '../session.tsx';
import { fieldError, otherError } from '../settings/field-error.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { CheckField, InputField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import type { ProcessName } from './use-processes.ts';
import users from './users.module.css';

/** What the dialog gives back; the user name counts for a new account only. */
export interface UserForm {
  username: string;
  name: string;
  roles: readonly string[];
  processIds: readonly string[];
  disabled: boolean;
}

interface UserDialogProps {
  /** Undefined for a new account. */
  user: UserRow | undefined;
  processes: readonly ProcessName[];
  error: Error | null;
  isPending: boolean;
  onSave(form: UserForm): void;
  onClose(): void;
}

const FIELDS = ['username', 'name'];

/** A person: name, roles, processes, and whether they may sign in. Nobody changes their own rights here. */
export function UserDialog({ user, processes, error, isPending, onSave, onClose }: UserDialogProps) {
  const { session } = useSession();
  const [missing, setMissing] = useState(false);
  const own = user?.userId === session.userId;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const chosen = (name: string): string[] => data.getAll(name).filter((value) => typeof value === 'string');
    const roles = own ? user.roles : chosen('role');
    setMissing(roles.length === 0);
    if (roles.length === 0) return;
    onSave({
      username: formText(data, 'username'),
      name: formText(data, 'name'),
      roles,
      processIds: own ? user.processIds : chosen('process'),
      disabled: own ? false : user !== undefined && !data.has('active'),
    });
  };
  const other = otherError(error, FIELDS);
  return (
    <Dialog title={user === undefined ? 'New user' : user.name} onClose={onClose}>
      <form className={users['stack']} onSubmit={submit}>
        <Problem of={other} />
        {user === undefined ? (
          <InputField
            label="User name"
            name="username"
            required
            maxLength={64}
            autoFocus
            spellCheck={false}
            autoComplete="off"
            hint="What they sign in with. It stays as it is."
            error={fieldError(error, 'username')}
          />
        ) : null}
        <InputField
          label="Name"
          name="name"
          autoFocus={user !== undefined}
          required
          maxLength={100}
          defaultValue={user?.name ?? ''}
          hint="Shown to colleagues"
          error={fieldError(error, 'name')}
        />
        {own ? (
          <p>Your own rights are changed by another administrator.</p>
        ) : (
          <Rights user={user} processes={processes} missing={missing} />
        )}
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={isPending}>
            {user === undefined ? 'Make account' : 'Save'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface RightsProps {
  user: UserRow | undefined;
  processes: readonly ProcessName[];
  missing: boolean;
}

function Rights({ user, processes, missing }: RightsProps) {
  const { processId } = useSession();
  const inside = user?.processIds ?? [processId];
  return (
    <>
      <fieldset className={users['choices']}>
        <legend>Roles</legend>
        {missing ? (
          <p role="alert" className={users['missing']}>
            Choose at least one role.
          </p>
        ) : null}
        {ROLE_WORDS.map(({ id, label, meaning }) => (
          <CheckField
            key={id}
            name="role"
            value={id}
            label={label}
            hint={meaning}
            defaultChecked={user?.roles.includes(id) ?? false}
          />
        ))}
      </fieldset>
      <fieldset className={users['choices']}>
        <legend>Processes</legend>
        {processes.map((process) => (
          <CheckField
            key={process.processId}
            name="process"
            value={process.processId}
            label={process.name}
            defaultChecked={inside.includes(process.processId)}
          />
        ))}
      </fieldset>
      {user === undefined ? null : (
        <CheckField
          name="active"
          label="May sign in"
          hint="Changed rights end every session of this person at once."
          defaultChecked={!user.disabled}
        />
      )}
    </>
  );
}
