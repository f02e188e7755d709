import type { FormEvent } from 'react';
import type { ListView } from '../../../src/app/views/lists.ts';
import { problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { listPath, listsKey } from './lists-key.ts';
import styles from './lists.module.css';

/** a list becomes several, one a line; each gets a like share. */
export function SplitDialog({ list, onClose }: { list: ListView; onClose(): void }) {
  const { processId } = useSession();
  const split = useChange(listsKey(processId), (shares: { name: string; owner: string }[], requestId) =>
    sendJson('POST', listPath(processId, list.listId, '/split'), { requestId, shares }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const owners = formText(new FormData(event.currentTarget), 'owners').split('\n');
    const shares = owners
      .map((owner) => owner.trim())
      .filter((owner) => owner !== '')
      .map((owner) => ({ name: `${list.name} · ${owner}`, owner }));
    split.mutate(shares, { onSuccess: onClose });
  };
  return (
    <Dialog title={`Split ${list.name}`} onClose={onClose}>
      <form onSubmit={submit} className={styles['form']}>
        <p>
          Its leads go to new lists, each a like share. This list stays and is empty afterwards. Assign the
          new lists to campaigns to have them dialled.
        </p>
        <TextField
          label="Owners"
          name="owners"
          required
          autoFocus
          hint="One a line; each gets a list of their own."
          error={split.error === null ? undefined : problemText(split.error)}
        />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={split.isPending}>
            Split
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
