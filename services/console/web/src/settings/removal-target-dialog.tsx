import type { FormEvent } from 'react';
import type { RemovalTargetWithSecret } from '../../../src/app/views/removals.ts';
import { ApiProblem, problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { removalProblem } from '../logic/removal-words.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { SecretDialog } from '../ui/secret-dialog.tsx';
import settings from './settings.module.css';
import { useChange } from './use-change.ts';

/** A new address; its secret is shown once. */
export function RemovalTargetDialog({ onClose }: { onClose(): void }) {
  const { processId } = useSession();
  const addition = useChange(
    ['removal-targets', processId],
    (target: { name: string; url: string }, requestId) =>
      sendJson<RemovalTargetWithSecret>(
        'POST',
        `/api/removal-targets?processId=${encodeURIComponent(processId)}`,
        {
          requestId,
          ...target,
        },
      ),
  );
  if (addition.data !== undefined) return <SecretShown secret={addition.data.secret} onClose={onClose} />;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    addition.mutate({ name: formText(form, 'name'), url: formText(form, 'url') });
  };
  return (
    <Dialog title="Add an address" onClose={onClose}>
      <form onSubmit={submit} className={settings['stack']}>
        <InputField label="Name" name="name" required autoFocus maxLength={100} placeholder="Our CRM" />
        <InputField
          label="Address"
          name="url"
          type="url"
          required
          placeholder="https://crm.example.org/hooks/firstring"
          error={addition.error === null ? undefined : refusalText(addition.error)}
        />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={addition.isPending}>
            Add address
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

export function SecretShown({ secret, onClose }: { secret: string; onClose(): void }) {
  return (
    <SecretDialog
      title="The secret"
      advice="Give this to the CRM now, to check the signature with: it is not shown again."
      values={[['Secret', secret]]}
      onClose={onClose}
    />
  );
}

function refusalText(error: Error): string {
  const problem = error instanceof ApiProblem ? error.details['problem'] : undefined;
  return typeof problem === 'string' ? `${removalProblem(problem)}.` : problemText(error);
}
