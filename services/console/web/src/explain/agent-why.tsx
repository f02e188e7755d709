import { useState } from 'react';
import type { AgentWhy as AgentWhyView } from '../../../src/app/views/explain.ts';
import { formatDayTime } from '../logic/formats.ts';
import { reasonLabel } from '../logic/reason-words.ts';
import { notReadyWords, PRESENCE_WORDS } from '../logic/words.ts';
import { Badge } from '../ui/badge.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { AtField } from './at-field.tsx';
import styles from './explain.module.css';
import { LeadCounts, LevelCounts } from './lead-counts.tsx';
import { NextDue } from './next-due.tsx';
import { useWhy } from './use-why.ts';

/** Why an agent gets nothing, or what waits for them: levels, reasons, and when the next lead is due. */
export function AgentWhy({ agentId }: { agentId: string }) {
  const [at, setAt] = useState<number>();
  const why = useWhy<AgentWhyView>('agents', agentId, at);
  return (
    <div className={panel['stack']}>
      <AtField at={at} onChange={setAt} />
      <QueryState query={why}>{(data) => <Answer why={data} />}</QueryState>
    </div>
  );
}

interface AgentWhyDrawerProps {
  agent: Pick<AgentWhyView, 'agentId' | 'name'>;
  onClose(): void;
}

/** The same beside the page on which somebody asked. */
export function AgentWhyDrawer({ agent, onClose }: AgentWhyDrawerProps) {
  return (
    <Dialog kind="drawer" title={`Why: ${agent.name}`} onClose={onClose}>
      <AgentWhy agentId={agent.agentId} />
    </Dialog>
  );
}

function Answer({ why }: { why: AgentWhyView }) {
  const { name, reasons, leads, waiting, idleGap, asOfAt } = why;
  return (
    <>
      <Presence why={why} />
      {idleGap ? (
        <Notice tone="warn">Ready for over 20 minutes without a lead: that is longer than usual.</Notice>
      ) : null}
      {reasons.length === 0 ? null : (
        <ul className={styles['reasons']} aria-label={`What keeps ${name} from leads`}>
          {reasons.map(({ reason }) => (
            <li key={reason}>{reasonLabel(reason)}</li>
          ))}
        </ul>
      )}
      {leads === undefined ? null : (
        <>
          <NextDue leads={leads} asOfAt={asOfAt} />
          <LevelCounts label={`Leads waiting for ${name}`} waiting={waiting} />
          <LeadCounts leads={leads} />
        </>
      )}
      <p className={panel['quiet']}>As of {formatDayTime(asOfAt)}.</p>
    </>
  );
}

function Presence({ why: { presence, presenceAt, notReadyReason } }: { why: AgentWhyView }) {
  if (presence === undefined) return null;
  const reason = notReadyWords(notReadyReason);
  const since = presenceAt === undefined ? '' : ` since ${formatDayTime(presenceAt)}`;
  return (
    <p>
      <Badge tone={presence === 'ready' ? 'good' : 'plain'}>{PRESENCE_WORDS[presence]}</Badge>
      {reason === '' ? '' : ` (${reason})`}
      {since}
    </p>
  );
}
