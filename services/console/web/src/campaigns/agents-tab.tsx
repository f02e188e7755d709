import type { FormEvent } from 'react';
import type {
  CampaignAgentRow,
  CampaignDetails,
  CampaignSettings,
} from '../../../src/app/views/campaigns.ts';
import type { FilterView } from '../../../src/app/views/filters.ts';
import { useFilters } from '../filters/filter-keys.ts';
import { formText } from '../logic/form-text.ts';
import { Button } from '../ui/button.tsx';
import fieldStyles from '../ui/field.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { campaignsKey } from './campaign-key.ts';
import styles from './campaigns.module.css';
import { formKey } from './form-key.ts';
import { SaveNotice } from './save-notice.tsx';
import { useCampaignAgents } from './use-campaign-agents.ts';
import { useSaveCampaign } from './use-save-campaign.ts';

/** who works the campaign, and with which ownership codes. */
export function AgentsTab({ campaign }: { campaign: CampaignDetails }) {
  const { processId } = campaign;
  const saving = useSaveCampaign(campaign);
  const agents = useCampaignAgents(processId);
  const segments = useFilters('segment').data?.filters ?? [];
  return (
    <>
      <SaveNotice saving={saving} queryKey={campaignsKey(processId)} />
      <QueryState query={agents}>
        {(read) => (
          <AgentsForm
            key={formKey(campaign)}
            agents={read.agents}
            segments={segments}
            campaign={campaign}
            isSaving={saving.isPending}
            onSave={(part) => saving.mutate(part)}
          />
        )}
      </QueryState>
    </>
  );
}

interface AgentsFormProps {
  agents: readonly CampaignAgentRow[];
  segments: readonly FilterView[];
  campaign: CampaignDetails;
  isSaving: boolean;
  onSave(part: Partial<CampaignSettings>): void;
}

function AgentsForm({ agents, segments, campaign, isSaving, onSave }: AgentsFormProps) {
  const { settings, state } = campaign;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const shown = new Set(agents.map(({ agentId }) => agentId));
    const chosen = agents.filter(({ agentId }) => form.get(`works ${agentId}`) !== null);
    // Agents who are not shown, because they left the process, stay as they are.
    const others = settings.agentIds.filter((agentId) => !shown.has(agentId));
    onSave({
      agentIds: [...others, ...chosen.map(({ agentId }) => agentId)],
      agentCodes: [
        ...settings.agentCodes.filter(({ agentId }) => others.includes(agentId)),
        ...chosen.flatMap(({ agentId }) => {
          const ownershipCodes = codesOf(formText(form, `codes ${agentId}`));
          return ownershipCodes.length === 0 ? [] : [{ agentId, ownershipCodes }];
        }),
      ],
    });
  };
  const columns: readonly Column<CampaignAgentRow>[] = [
    { label: 'Agent', cell: ({ name }) => name },
    {
      label: 'Works this campaign',
      cell: ({ agentId, name }) => (
        <input
          type="checkbox"
          name={`works ${agentId}`}
          aria-label={`${name} works this campaign`}
          defaultChecked={settings.agentIds.includes(agentId)}
        />
      ),
    },
    {
      label: 'Lists of their own',
      kind: 'count',
      isSpare: true,
      cell: ({ agentId }) =>
        settings.lists.filter(({ agentIds }) => agentIds.includes(agentId)).length || '—',
    },
    {
      // of the process; they count here for those who work the campaign.
      label: 'Segments of their own',
      isSpare: true,
      cell: ({ agentId }) =>
        segments
          .filter(({ agentIds }) => agentIds.includes(agentId))
          .map(({ name }) => name)
          .join(', ') || '—',
    },
    { label: 'Ownership codes', cell: (agent) => <Codes agent={agent} settings={settings} /> },
  ];
  return (
    <form onSubmit={submit} className={styles['stack']}>
      <p className={styles['quiet']}>
        A lead with an ownership code is offered only to agents who have that code here; a lead without one to
        everybody who works the campaign. Codes stand with commas between; capitals do not matter.
      </p>
      <Table
        rows={agents}
        columns={columns}
        keyOf={({ agentId }) => agentId}
        empty="Nobody with a desk may enter this process yet. Users and roles, under Settings, lets them in."
      />
      {state === 'closed' || agents.length === 0 ? null : (
        <div className={styles['end']}>
          <Button tone="accent" type="submit" isDisabled={isSaving}>
            {isSaving ? 'Saving…' : 'Save agents'}
          </Button>
        </div>
      )}
    </form>
  );
}

function Codes({ agent, settings }: { agent: CampaignAgentRow; settings: CampaignSettings }) {
  const { agentId, name } = agent;
  const codes = settings.agentCodes.find((each) => each.agentId === agentId)?.ownershipCodes ?? [];
  return (
    <input
      name={`codes ${agentId}`}
      aria-label={`Ownership codes of ${name}`}
      className={`${fieldStyles['control']} ${styles['inTable']}`}
      defaultValue={codes.join(', ')}
      placeholder="None"
      maxLength={1000}
      spellCheck={false}
    />
  );
}

/** A code may have spaces inside: it is a label of people. */
function codesOf(text: string): string[] {
  const codes = text.split(',').map((code) => code.trim());
  return [...new Set(codes.filter((code) => code !== ''))];
}
