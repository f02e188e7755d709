import type { FormEvent } from 'react';
import type { CheckedPolicyView } from '../../../src/app/views/policies.ts';
import { formText } from '../logic/form-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import campaigns from './campaigns.module.css';
import { PolicyChanges } from './policy-findings.tsx';

interface ActivateDialogProps {
  checked: CheckedPolicyView;
  error: Error | null;
  isPending: boolean;
  onActivate(reason: string): void;
  onClose(): void;
}

/** What will be different, once more, and why it is done. */
export function ActivateDialog({ checked, error, isPending, onActivate, onClose }: ActivateDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onActivate(formText(new FormData(event.currentTarget), 'reason'));
  };
  const warnings = checked.warnings.length;
  return (
    <Dialog title="Activate this policy" kind="wide" onClose={onClose}>
      <form className={campaigns['stack']} onSubmit={submit}>
        <Problem of={error} />
        <PolicyChanges changes={checked.changes} />
        {warnings === 0 ? null : (
          <p>{warnings === 1 ? 'There is 1 warning.' : `There are ${warnings} warnings.`}</p>
        )}
        <InputField
          label="Why"
          name="reason"
          maxLength={500}
          autoFocus
          hint="For the history; may be empty"
        />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={isPending}>
            {isPending ? 'Activating…' : 'Activate'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
