import { useState, type FormEvent } from 'react';
import { formText } from '../logic/form-text.ts';
import { useCan } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { useDesk } from './desk-context.tsx';
import { useDeskActions } from './use-desk-actions.ts';

const EXCLUSIONS: ReadonlySet<string> = new Set([
  'NUMBER_EXCLUDED',
  'CUSTOMER_EXCLUDED',
  'COMBINATION_EXCLUDED',
  'ATTRIBUTE_EXCLUDED',
]);

/** after a refusal by the do-not-call list, and only for those few who may say why it does not hold this once. */
export function OverrideDial() {
  const { desk, can, problem } = useDesk();
  const allowed = useCan()('exclusion:override');
  const actions = useDeskActions();
  const [asking, setAsking] = useState(false);
  const isExcluded = desk?.dialRefusals.some(({ reason }) => EXCLUSIONS.has(reason)) === true;
  if (!allowed || !isExcluded || !can.dial) return null;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = formText(new FormData(event.currentTarget), 'reason');
    void actions.dialAllTheSame(reason).then((sent) => (sent ? setAsking(false) : undefined));
  };
  return (
    <>
      <Button onPress={() => setAsking(true)}>Dial all the same…</Button>
      {asking ? (
        <Dialog title="Dial against the do-not-call list" onClose={() => setAsking(false)}>
          <form onSubmit={submit}>
            <Problem of={problem === undefined ? undefined : new Error(problem)} />
            <TextField
              label="Reason"
              name="reason"
              required
              autoFocus
              minLength={10}
              maxLength={500}
              hint="It is written into the audit with your name. Calling hours, limits and the blacklist still hold."
            />
            <DialogActions>
              <Button onPress={() => setAsking(false)}>Cancel</Button>
              <Button tone="bad" type="submit">
                Dial all the same
              </Button>
            </DialogActions>
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
