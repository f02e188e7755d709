import { useState } from 'react';
import type { CampaignWhy as CampaignWhyView } from '../../../src/app/views/explain.ts';
import { formatDayTime } from '../logic/formats.ts';
import { reasonLabel } from '../logic/reason-words.ts';
import { campaignHeadline } from '../logic/why-words.ts';
import { PRESENCE_WORDS } from '../logic/words.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import panel from '../ui/panel.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { AgentWhyDrawer } from './agent-why.tsx';
import { AtField } from './at-field.tsx';
import styles from './explain.module.css';
import { LeadCounts, LevelCounts } from './lead-counts.tsx';
import { NextDue } from './next-due.tsx';
import { useWhy } from './use-why.ts';

type AgentRow = CampaignWhyView['agents'][number];

const AGENT_COLUMNS: readonly Column<AgentRow>[] = [
  { label: 'Agent', cell: ({ name }) => name },
  {
    label: 'State',
    cell: ({ presence }) => (
      <Badge tone={presence === 'ready' ? 'good' : 'plain'}>{PRESENCE_WORDS[presence]}</Badge>
    ),
  },
  {
    label: 'Since',
    kind: 'figures',
    cell: ({ presenceAt }) => (presenceAt === undefined ? '—' : formatDayTime(presenceAt)),
  },
];

/** What a campaign dials now, or why nothing is being dialled; and the same for each of its agents. */
export function CampaignWhy({ campaignId }: { campaignId: string }) {
  const [at, setAt] = useState<number>();
  const [asked, setAsked] = useState<AgentRow>();
  const why = useWhy<CampaignWhyView>('campaigns', campaignId, at);
  return (
    <>
      <AtField at={at} onChange={setAt} />
      <QueryState query={why}>{(data) => <Answer why={data} onAsk={setAsked} />}</QueryState>
      {asked === undefined ? null : <AgentWhyDrawer agent={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function Answer({ why, onAsk }: { why: CampaignWhyView; onAsk(agent: AgentRow): void }) {
  const { reasons, leads, waiting, agents, asOfAt } = why;
  return (
    <>
      <section className={panel['panel']} aria-label="Dialling now">
        <div className={panel['head']}>
          <p className={styles['headline']}>{campaignHeadline(why).headline}</p>
          <span className={panel['quiet']}>As of {formatDayTime(asOfAt)}</span>
        </div>
        {reasons.length === 0 ? null : (
          <ul className={styles['reasons']} aria-label="What keeps the campaign from dialling">
            {reasons.map(({ reason }) => (
              <li key={reason}>{reasonLabel(reason)}</li>
            ))}
          </ul>
        )}
        {leads === undefined ? null : <NextDue leads={leads} asOfAt={asOfAt} />}
        <LevelCounts label="Leads that may be given" waiting={waiting} />
      </section>
      {leads === undefined ? null : <LeadCounts leads={leads} />}
      <Table
        rows={agents}
        columns={AGENT_COLUMNS}
        keyOf={({ agentId }) => agentId}
        empty="Nobody works this campaign yet. Agents are added on its Agents tab."
        actions={(agent) => (
          <Button aria-label={`Why: ${agent.name}`} onPress={() => onAsk(agent)}>
            Why
          </Button>
        )}
      />
    </>
  );
}
