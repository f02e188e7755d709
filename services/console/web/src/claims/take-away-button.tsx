import type { ClaimView } from '../../../src/app/views/claims.ts';
import { ApiProblem } from '../api-client.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { useClaimCommand } from './use-claim-command.ts';

interface TakeAwayButtonProps {
  claim: Pick<ClaimView, 'leadId' | 'lockedByName'>;
  name: string;
}

/** Takes a lead from whoever works on it; asks a second time when a call runs, because that ends the call. */
export function TakeAwayButton({ claim, name }: TakeAwayButtonProps) {
  const take = useClaimCommand('take-away');
  const { leadId, lockedByName } = claim;
  const inCall = take.error instanceof ApiProblem && take.error.reason === 'LEAD_IN_CALL';
  return (
    <>
      <ConfirmButton
        label="Take away"
        accessibleName={`Take away ${name} from ${lockedByName}`}
        question={`Take ${name} away from ${lockedByName}?`}
        consequence="The lead leaves their page at once, and they are Not Ready. Whose it is stays as it is."
        onConfirm={() => take.mutate({ leadId, duringCall: false })}
      />
      {inCall ? (
        <Dialog role="alertdialog" title="A call runs" onClose={() => take.reset()}>
          <p>
            {lockedByName} is in a call with {name}. Taking the lead away ends that call.
          </p>
          <DialogActions>
            <Button autoFocus onPress={() => take.reset()}>
              Let them talk
            </Button>
            <Button tone="bad" onPress={() => take.mutate({ leadId, duringCall: true })}>
              End the call and take it away
            </Button>
          </DialogActions>
        </Dialog>
      ) : (
        <Problem of={take.error} />
      )}
    </>
  );
}
