import type { FormEvent } from 'react';
import type { ListView } from '../../../src/app/views/lists.ts';
import { problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, TextField } from '../ui/field.tsx';
import { listPath, listsKey } from './lists-key.ts';
import styles from './lists.module.css';

interface ListDialogProps {
  /** Undefined makes a new one. */
  list: ListView | undefined;
  onClose(): void;
}

/** name, time zone, owner and description of a list. */
export function ListDialog({ list, onClose }: ListDialogProps) {
  const { processId } = useSession();
  const save = useChange(listsKey(processId), (given: Record<string, string>, requestId) =>
    list === undefined
      ? sendJson('POST', listPath(processId, ''), { requestId, ...given })
      : sendJson('PUT', listPath(processId, list.listId), { requestId, ...given, version: list.version }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const names = ['name', 'timeZone', 'owner', 'description'];
    const given = Object.fromEntries(names.map((name) => [name, formText(form, name)]));
    save.mutate(given, { onSuccess: onClose });
  };
  return (
    <Dialog title={list === undefined ? 'New list' : `Edit ${list.name}`} onClose={onClose}>
      <form onSubmit={submit} className={styles['form']}>
        <InputField
          label="Name"
          name="name"
          required
          maxLength={256}
          autoFocus
          defaultValue={list?.name}
          error={save.error === null ? undefined : problemText(save.error)}
        />
        <div className={styles['pair']}>
          <InputField
            label="Time zone"
            name="timeZone"
            maxLength={64}
            placeholder="America/New_York"
            defaultValue={list?.timeZone}
            hint="Empty: the process's"
          />
          <InputField label="Owner" name="owner" maxLength={256} defaultValue={list?.owner} />
        </div>
        <TextField label="Description" name="description" maxLength={2000} defaultValue={list?.description} />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={save.isPending}>
            {list === undefined ? 'Make list' : 'Save'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
