import type { AgentRow } from '../../../src/app/views/floor.ts';
import { formatCount } from '../logic/formats.ts';
import { levelWords, notReadyWords, PRESENCE_WORDS } from '../logic/words.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { AgentActions } from './agent-actions.tsx';
import { Elapsed } from './elapsed.tsx';
import styles from './live.module.css';

const TONES: Readonly<Record<AgentRow['presence'], BadgeTone>> = {
  ready: 'good',
  reserved: 'accent',
  previewing: 'accent',
  ringing: 'accent',
  dialing: 'accent',
  on_call: 'accent',
  wrap_up: 'warn',
  not_ready: 'plain',
  offline: 'plain',
};

const COLUMNS: readonly Column<AgentRow>[] = [
  {
    label: 'Agent',
    cell: ({ name, campaignNames }) => <TwoLines first={name} second={campaignNames.join(', ')} />,
  },
  { label: 'State', kind: 'text', cell: (agent) => <State agent={agent} /> },
  { label: 'Since', kind: 'figures', cell: ({ presenceAt }) => <Elapsed since={presenceAt} /> },
  { label: 'In hand', cell: (agent) => <InHand agent={agent} /> },
  { label: 'Calls today', kind: 'count', cell: ({ callsToday }) => formatCount(callsToday) },
  {
    label: 'Leads today',
    kind: 'count',
    isSpare: true,
    cell: ({ presentedToday }) => formatCount(presentedToday),
  },
  {
    label: 'Last lead',
    kind: 'figures',
    isSpare: true,
    cell: ({ lastPresentedAt }) => (lastPresentedAt === undefined ? '—' : <Ago at={lastPresentedAt} />),
  },
];

interface AgentTableProps {
  agents: readonly AgentRow[];
  empty: string;
  onWhy(agent: AgentRow): void;
}

/** One row an agent, by name: rows stay where they are while states change. */
export function AgentTable({ agents, empty, onWhy }: AgentTableProps) {
  return (
    <Table
      rows={agents}
      columns={COLUMNS}
      keyOf={({ agentId }) => agentId}
      empty={empty}
      actions={(agent) => <AgentActions agent={agent} onWhy={onWhy} />}
    />
  );
}

function Ago({ at }: { at: number }) {
  return (
    <>
      <Elapsed since={at} /> ago
    </>
  );
}

function State({ agent }: { agent: AgentRow }) {
  const { presence, notReadyReason, notReadyPending, notReadyBy, idleGap, suspect } = agent;
  const by = notReadyBy === '' ? '' : `, set by ${notReadyBy}`;
  const why = presence === 'not_ready' ? notReadyWords(notReadyReason) : '';
  const after = notReadyPending ? `not ready after this (${notReadyWords(notReadyReason)})` : '';
  return (
    <TwoLines
      first={
        <span className={styles['words']}>
          <Badge tone={TONES[presence]}>{PRESENCE_WORDS[presence]}</Badge>
          {idleGap ? <Badge tone="warn">No lead for 20 min</Badge> : null}
          {suspect ? <Badge tone="warn">Page lost</Badge> : null}
        </span>
      }
      second={why + after === '' ? undefined : `${why}${after}${by}`}
    />
  );
}

function InHand({ agent }: { agent: AgentRow }) {
  const { inHand, leadId, leadName, campaignName } = agent;
  if (!inHand) return '—';
  const name = leadId === '' ? 'A number in no lead' : leadName || 'A lead';
  const { badge, tone } = levelWords({ ...agent, dialback: agent.lane === 'dialback' });
  return (
    <TwoLines
      first={name}
      second={
        <span className={styles['words']}>
          <Badge tone={tone}>{badge}</Badge> {campaignName}
        </span>
      }
    />
  );
}
