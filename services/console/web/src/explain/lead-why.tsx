import { useState } from 'react';
import type { LeadWhy as LeadWhyView, StandingView } from '../../../src/app/views/explain.ts';
import { formatCount, formatDayTime } from '../logic/formats.ts';
import { laneWords, nameList, standingWords } from '../logic/why-words.ts';
import { Badge } from '../ui/badge.tsx';
import panel from '../ui/panel.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { AtField } from './at-field.tsx';
import styles from './explain.module.css';
import { Reasons } from './reasons.tsx';
import { useWhy } from './use-why.ts';

/** Why a lead is next, or is not, in each of its campaigns: the reasons that the queue itself decides by. */
export function LeadWhy({ leadId }: { leadId: string }) {
  const [at, setAt] = useState<number>();
  const why = useWhy<LeadWhyView>('leads', leadId, at);
  return (
    <div className={panel['stack']}>
      <AtField at={at} onChange={setAt} />
      <QueryState query={why}>{(data) => <Answer why={data} />}</QueryState>
    </div>
  );
}

function Answer({ why }: { why: LeadWhyView }) {
  const { standings, lockedBy, lockExpireAt, owner, dialbackAt, asOfAt, at } = why;
  const until = lockExpireAt === undefined ? '' : `, at the latest until ${formatDayTime(lockExpireAt)}`;
  return (
    <>
      {dialbackAt === undefined ? null : (
        <p>
          They called and nobody answered: the dial-back goes before all else, from{' '}
          {formatDayTime(dialbackAt)} on.
        </p>
      )}
      {lockedBy === undefined ? null : (
        <p>
          {lockedBy.name} is working on the number now{until}.
        </p>
      )}
      {owner === undefined ? null : <p>Only {owner.name} is given this lead.</p>}
      {standings.length === 0 ? (
        <p>In no campaign: its list is assigned to none, so nobody is given it.</p>
      ) : (
        standings.map((each) => <Standing key={each.campaignId} standing={each} at={at} />)
      )}
      <p className={panel['quiet']}>As of {formatDayTime(asOfAt)}.</p>
    </>
  );
}

function Standing({ standing, at }: { standing: StandingView; at: number }) {
  const { campaignName, lane, listName, listPriority, step, stepName, position, reasons } = standing;
  const { tone, headline } = standingWords(standing, at);
  return (
    <div className={panel['panel']}>
      <div className={panel['head']}>
        <h4>{campaignName}</h4>
        <Badge tone={tone}>{headline}</Badge>
      </div>
      {reasons.length === 0 ? null : <Reasons label={`Why not now in ${campaignName}`} reasons={reasons} />}
      <dl className={styles['facts']}>
        <Fact label="Lane" value={laneWords(lane)} />
        <Fact label="Place" value={position === 0 ? '' : formatCount(position)} />
        <Fact label="List" value={listName === '' ? '' : `${listName}, priority ${listPriority}`} />
        <Fact label="Step" value={stepName === '' ? '' : `${step}: ${stepName}`} />
        <Fact label="Next for" value={nameList(standing.nextFor)} />
        <Fact label="Agents" value={`${formatCount(standing.agents)} may have it`} />
      </dl>
    </div>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  if (value === '') return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
