import { useState, type FormEvent } from 'react';
import type { CampaignAgentRow } from '../../../src/app/views/campaigns.ts';
import type { FilterAttributeView, FilterView } from '../../../src/app/views/filters.ts';
import { sendJson } from '../api-client.ts';
import { GivenTo } from '../campaigns/given-to.tsx';
import { useCampaignAgents } from '../campaigns/use-campaign-agents.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { CheckField, InputField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Conditions, useConditions } from './conditions.tsx';
import { FILTERS_KEY, useFilterAttributes } from './filter-keys.ts';
import styles from './filters.module.css';
import { Impact } from './impact.tsx';

interface SegmentDialogProps {
  /** Undefined for a new segment. */
  segment: FilterView | undefined;
  onClose(): void;
  onSaved(segment: FilterView): void;
}

/** leads somebody wants to find again, for themselves, for everybody, or for agents to work. */
export function SegmentDialog(props: SegmentDialogProps) {
  const { segment, onClose } = props;
  const attributes = useFilterAttributes();
  const agents = useCampaignAgents(useSession().processId);
  return (
    <Dialog
      kind="wide"
      title={segment === undefined ? 'New segment' : `Segment ${segment.name}`}
      onClose={onClose}
    >
      <QueryState query={attributes}>
        {(data) => (
          <QueryState query={agents}>
            {(known) => (
              <SegmentForm
                {...props}
                agents={known.agents}
                attributes={new Map(data.attributes.map((each) => [each.name, each]))}
              />
            )}
          </QueryState>
        )}
      </QueryState>
    </Dialog>
  );
}

interface SegmentFormProps extends SegmentDialogProps {
  agents: readonly CampaignAgentRow[];
  attributes: ReadonlyMap<string, FilterAttributeView>;
}

function SegmentForm({ segment, agents, attributes, onClose, onSaved }: SegmentFormProps) {
  const [name, setName] = useState(segment?.name ?? '');
  const [shared, setShared] = useState(segment?.shared ?? false);
  const [agentIds, setAgentIds] = useState(segment?.agentIds ?? []);
  const [tried, setTried] = useState(false);
  const conditions = useConditions(segment, attributes);
  const saving = useSaving(segment);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const root = conditions.read();
    if (root === undefined || name.trim() === '') return;
    saving.mutate(
      { name, shared, agentIds, root },
      {
        onSuccess: (saved) => {
          onSaved(saved);
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate className={styles['form']}>
      <InputField
        autoFocus
        label="Name"
        value={name}
        maxLength={256}
        error={tried && name.trim() === '' ? 'Write a name.' : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <GivenTo
        of={name === '' ? 'the segment' : name}
        everybody="Everybody: the segment only finds leads. Once agents are named its leads go to them alone, in the campaigns they work."
        agents={agents}
        agentIds={agentIds}
        onChange={setAgentIds}
      />
      <CheckField
        label="Everybody who manages leads sees it"
        hint="They do anyway while agents have it."
        checked={shared}
        onChange={(event) => setShared(event.target.checked)}
      />
      <Conditions conditions={conditions} attributes={attributes} />
      <Impact read={conditions.read} />
      <Problem of={saving.error} />
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button tone="accent" type="submit" isDisabled={saving.isPending}>
          {saving.isPending ? 'Saving…' : 'Save segment'}
        </Button>
      </DialogActions>
    </form>
  );
}

function useSaving(segment: FilterView | undefined) {
  const { processId } = useSession();
  const path =
    segment === undefined ? '/api/filters' : `/api/filters/${encodeURIComponent(segment.filterId)}`;
  type Body = Pick<FilterView, 'name' | 'shared' | 'agentIds' | 'root'>;
  return useChange(FILTERS_KEY, (body: Body, requestId) =>
    sendJson<FilterView>(segment === undefined ? 'POST' : 'PUT', `${path}?processId=${processId}`, {
      ...body,
      requestId,
      level: 'segment',
      description: '',
      version: segment?.version ?? '0',
      enabled: true,
    }),
  );
}
