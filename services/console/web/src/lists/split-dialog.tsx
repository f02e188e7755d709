import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { CampaignAgentRow } from '../../../src/app/views/campaigns.ts';
import type { ListView } from '../../../src/app/views/lists.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { listPath, listsKey } from './lists-key.ts';
import styles from './lists.module.css';

interface Share {
  name: string;
  owner: string;
  /** The only agent who is given it; empty: everybody. */
  agentId: string;
}

/** a list becomes several, one a line; each gets a like share. */
export function SplitDialog({ list, onClose }: { list: ListView; onClose(): void }) {
  const { processId } = useSession();
  const agents = useQuery({
    queryKey: ['campaign-agents', processId],
    queryFn: () => getJson<{ agents: CampaignAgentRow[] }>('/api/campaign-agents', { processId }),
  });
  const split = useChange(listsKey(processId), (shares: Share[], requestId) =>
    sendJson('POST', listPath(processId, list.listId, '/split'), { requestId, shares }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const owners = formText(form, 'owners').split('\n');
    const given = (agents.data?.agents ?? []).filter(({ agentId }) => form.get(`agent ${agentId}`) !== null);
    const shares = owners
      .map((owner) => owner.trim())
      .filter((owner) => owner !== '')
      .map((owner) => ({ name: `${list.name} · ${owner}`, owner, agentId: '' }));
    const forAgents = given.map(({ agentId, name }) => ({
      name: `${list.name} · ${name}`,
      owner: name,
      agentId,
    }));
    split.mutate([...forAgents, ...shares], { onSuccess: onClose });
  };
  return (
    <Dialog title={`Split ${list.name}`} onClose={onClose}>
      <form onSubmit={submit} className={styles['form']}>
        <p>
          Its leads go to new lists, each a like share. This list stays and is empty afterwards. An agent’s
          list is given to this agent only, at once, in the campaigns that dial this list; lists of other
          owners are dialled once they are assigned to a campaign.
        </p>
        {(agents.data?.agents.length ?? 0) === 0 ? null : (
          <fieldset className={styles['choices']}>
            <legend>Agents</legend>
            {agents.data?.agents.map(({ agentId, name }) => (
              <label key={agentId}>
                <input type="checkbox" name={`agent ${agentId}`} /> {name}
              </label>
            ))}
          </fieldset>
        )}
        <TextField
          label="Other owners"
          name="owners"
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
