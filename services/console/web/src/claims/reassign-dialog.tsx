import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { ClaimAgent, ClaimView } from '../../../src/app/views/claims.ts';
import { getJson, problemText } from '../api-client.ts';
import styles from '../lists/lists.module.css';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { claimsKey } from './claims-key.ts';
import { useClaimCommand } from './use-claim-command.ts';

/** gives a claimed lead, with its agreed time, to another agent of its campaigns. */
export function ReassignDialog({ claim, onClose }: { claim: ClaimView; onClose(): void }) {
  const { processId } = useSession();
  const { leadId, leadName } = claim;
  const agents = useQuery({
    queryKey: [...claimsKey(processId), 'agents', leadId],
    queryFn: () =>
      getJson<{ agents: ClaimAgent[] }>(`/api/claims/${encodeURIComponent(leadId)}/agents`, { processId }),
  });
  return (
    <Dialog title={`Give ${leadName} to somebody else`} onClose={onClose}>
      <QueryState query={agents}>
        {(read) => <ReassignForm claim={claim} agents={read.agents} onClose={onClose} />}
      </QueryState>
    </Dialog>
  );
}

interface ReassignFormProps {
  claim: ClaimView;
  agents: readonly ClaimAgent[];
  onClose(): void;
}

function ReassignForm({ claim, agents, onClose }: ReassignFormProps) {
  const reassign = useClaimCommand('reassign');
  const { leadId, agentId: fromAgentId, agentName } = claim;
  const others = agents.filter(({ agentId }) => agentId !== fromAgentId);
  if (others.length === 0) return <p>Nobody else works in a campaign of this lead.</p>;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const agentId = formText(new FormData(event.currentTarget), 'agentId');
    reassign.mutate({ leadId, fromAgentId, agentId }, { onSuccess: onClose });
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      <p>It is {agentName}’s now. An agreed time to call back goes with it.</p>
      <SelectField
        label="New owner"
        name="agentId"
        hint="Agents of the campaigns that the lead is in."
        error={reassign.error === null ? undefined : problemText(reassign.error)}
      >
        {others.map(({ agentId, name }) => (
          <option key={agentId} value={agentId}>
            {name}
          </option>
        ))}
      </SelectField>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button tone="accent" type="submit" isDisabled={reassign.isPending}>
          Give
        </Button>
      </DialogActions>
    </form>
  );
}
