import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type {
  AssignedListView,
  CampaignAgentRow,
  CampaignDetails,
  CustomerProviderName,
} from '../../../src/app/views/campaigns.ts';
import type { ListPage, ListView } from '../../../src/app/views/lists.ts';
import { getJson } from '../api-client.ts';
import { listsKey } from '../lists/lists-key.ts';
import { formatSlots, parseSlots } from '../logic/time-slot-text.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { InputField, SelectField, TextField } from '../ui/field.tsx';
import { FieldGroup } from '../telephony/field-group.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { campaignsKey } from './campaign-key.ts';
import styles from './campaigns.module.css';
import { GivenTo } from './given-to.tsx';
import { formKey } from './form-key.ts';
import { SaveNotice } from './save-notice.tsx';
import { useCampaignAgents } from './use-campaign-agents.ts';
import { useAssignLists } from './use-save-campaign.ts';
import { formatCount } from '../logic/formats.ts';

const LISTS_SHOWN = '100';

/** R-147: which lists the campaign dials, and how each of them (R-102 to R-105). */
export function ListsTab({ campaign }: { campaign: CampaignDetails }) {
  const { processId } = campaign;
  const saving = useAssignLists(campaign);
  const page = { pageSize: LISTS_SHOWN, pageToken: '' };
  const lists = useQuery({
    queryKey: [...listsKey(processId), page],
    queryFn: () => getJson<ListPage>('/api/lists', { processId, ...page }),
  });
  const agents = useCampaignAgents(processId);
  return (
    <>
      <SaveNotice saving={saving} queryKey={campaignsKey(processId)} />
      <QueryState query={lists}>
        {(read) => (
          <ListsForm
            key={formKey(campaign)}
            known={read.lists}
            agents={(agents.data?.agents ?? []).filter(({ agentId }) =>
              campaign.settings.agentIds.includes(agentId),
            )}
            campaign={campaign}
            isSaving={saving.isPending}
            onSave={(assigned) => saving.mutate(assigned)}
          />
        )}
      </QueryState>
    </>
  );
}

/** An assignment while it is edited: slots are text, and text may be wrong for a while. */
type Draft = Omit<AssignedListView, 'timeSlots'> & { slots: string };

interface ListsFormProps {
  known: readonly ListView[];
  /** Who work the campaign. */
  agents: readonly CampaignAgentRow[];
  campaign: CampaignDetails;
  isSaving: boolean;
  onSave(assigned: AssignedListView[]): void;
}

function ListsForm({ known, agents, campaign, isSaving, onSave }: ListsFormProps) {
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    campaign.settings.lists.map(({ timeSlots, ...assigned }) => ({
      ...assigned,
      slots: formatSlots(timeSlots),
    })),
  );
  const isClosed = campaign.state === 'closed';
  const refused = drafts.some(({ slots }) => parseSlots(slots).type === 'refused');
  const change = (listId: string, part: Partial<Draft>): void =>
    setDrafts(drafts.map((draft) => (draft.listId === listId ? { ...draft, ...part } : draft)));
  const save = (): void => {
    onSave(
      drafts.map(({ slots, ...assigned }) => {
        const parsed = parseSlots(slots);
        return { ...assigned, timeSlots: parsed.type === 'slots' ? parsed.slots : [] };
      }),
    );
  };
  return (
    <fieldset disabled={isClosed} className={styles['plain']}>
      {drafts.length === 0 ? (
        <p className={styles['quiet']}>
          No list is assigned: only leads that come through the campaign’s own links are dialled.
        </p>
      ) : null}
      {drafts.map((draft) => (
        <Assignment
          key={draft.listId}
          draft={draft}
          provider={campaign.settings.customerProvider}
          agents={agents}
          list={known.find(({ listId }) => listId === draft.listId)}
          onChange={(part) => change(draft.listId, part)}
          onRemove={() => setDrafts(drafts.filter(({ listId }) => listId !== draft.listId))}
        />
      ))}
      <AddList
        lists={known.filter(
          ({ listId, deleting }) => !deleting && drafts.every((draft) => draft.listId !== listId),
        )}
        onAdd={(listId) =>
          setDrafts([
            ...drafts,
            { listId, priority: 1, weight: 1, maxAttempts: 0, attemptsPerHour: 0, agentIds: [], slots: '' },
          ])
        }
      />
      {isClosed ? null : (
        <div className={styles['end']}>
          <Button tone="accent" isDisabled={isSaving || refused} onPress={save}>
            {isSaving ? 'Saving…' : 'Save lists'}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

interface AssignmentProps {
  draft: Draft;
  /** Undefined when it is gone, or further down than the page shows. */
  list: ListView | undefined;
  agents: readonly CampaignAgentRow[];
  provider: CustomerProviderName;
  onChange(part: Partial<Draft>): void;
  onRemove(): void;
}

type WholeField = 'priority' | 'weight' | 'maxAttempts' | 'attemptsPerHour';

function Assignment({ draft, list, agents, provider, onChange, onRemove }: AssignmentProps) {
  const name = list?.name ?? draft.listId;
  const parsed = parseSlots(draft.slots);
  const whole = (field: WholeField, min: number, max: number) => ({
    type: 'number',
    min,
    max,
    required: true,
    value: String(draft[field]),
    onChange: (event: { target: { value: string } }) =>
      onChange({ [field]: Math.min(max, Math.max(min, Math.trunc(Number(event.target.value)))) }),
  });
  return (
    <FieldGroup title={name} lead={leadOf(list)}>
      <InputField label="Priority" {...whole('priority', 1, 1000)} hint="1 is dialled first" />
      <InputField label="Weight" {...whole('weight', 1, 100)} hint="Its share among lists of one priority" />
      {provider === 'pace_based' ? (
        <InputField
          label="Attempts an hour"
          {...whole('attemptsPerHour', 0, 3600)}
          hint="0: what the other lists leave, by weight"
        />
      ) : null}
      <InputField label="Maximum attempts" {...whole('maxAttempts', 0, 1000)} hint="0: the campaign’s own" />
      <GivenTo
        of={name}
        everybody="Everybody who works the campaign"
        agents={agents}
        agentIds={draft.agentIds}
        onChange={(agentIds) => onChange({ agentIds })}
      />
      <TextField
        label="Time slots"
        data-wide
        rows={3}
        spellCheck={false}
        value={draft.slots}
        onChange={(event) => onChange({ slots: event.target.value })}
        placeholder="Mon-Fri 09:00-18:00"
        error={parsed.type === 'refused' ? parsed.why : undefined}
        hint={`One a line${list === undefined ? '' : `, in the list’s zone (${list.timeZone})`}; empty: always`}
      />
      <div>
        {list !== undefined && !list.enabled ? <Badge tone="warn">Switched off</Badge> : null}{' '}
        <Button aria-label={`Take away ${name}`} onPress={onRemove}>
          Take away
        </Button>
      </div>
    </FieldGroup>
  );
}

function leadOf(list: ListView | undefined): string {
  if (list === undefined) return 'This list is gone, or not among the first hundred.';
  return list.leadCount === 1 ? 'One lead.' : `${formatCount(list.leadCount)} leads.`;
}

function AddList({ lists, onAdd }: { lists: readonly ListView[]; onAdd(listId: string): void }) {
  const [chosen, setChosen] = useState('');
  const listId = chosen === '' ? (lists[0]?.listId ?? '') : chosen;
  if (listId === '') {
    return <p className={styles['quiet']}>There is no other list. Lists are made under Leads, Lists.</p>;
  }
  return (
    <div className={styles['buttons']}>
      <SelectField label="Another list" value={listId} onChange={(event) => setChosen(event.target.value)}>
        {lists.map((list) => (
          <option key={list.listId} value={list.listId}>
            {list.name}
          </option>
        ))}
      </SelectField>
      <div className={styles['low']}>
        <Button
          onPress={() => {
            onAdd(listId);
            setChosen('');
          }}
        >
          Assign
        </Button>
      </div>
    </div>
  );
}
