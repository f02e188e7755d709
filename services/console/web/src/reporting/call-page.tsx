import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CallStory } from '../../../src/app/views/call-story.ts';
import type { AuditRow } from '../../../src/app/views/audit.ts';
import type { CallRow } from '../../../src/app/views/leads.ts';
import { getJson } from '../api-client.ts';
import { actionWords, OUTCOME_WORDS } from '../logic/audit-words.ts';
import { stepLines } from '../logic/call-words.ts';
import { formatElapsed } from '../logic/durations.ts';
import { formatClock, formatDayTime, formatPhone } from '../logic/formats.ts';
import { endedWords, spoken } from '../logic/words.ts';
import { useCan, useSession } from '../session.tsx';
import { CallLadder } from '../telephony/ladder-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import panel from '../ui/panel.module.css';
import { QueryState } from '../ui/query-state.tsx';
import styles from './call-page.module.css';
import { RecordedFiles } from './recorded-files.tsx';

/** One call, one page: from the opt-in to the disposition, with its SIP messages and what the audit has of it. */
export function CallPage({ attemptId }: { attemptId: string }) {
  const { processId } = useSession();
  const path = `/api/calls/${encodeURIComponent(attemptId)}?processId=${encodeURIComponent(processId)}`;
  const story = useQuery({
    queryKey: ['call', processId, attemptId],
    queryFn: () => getJson<CallStory>(path),
    retry: false,
  });
  return (
    <Page
      title={story.data === undefined ? 'Call' : titleOf(story.data)}
      about={<Link to="/reporting">All calls</Link>}
      actions={<Button onPress={() => window.print()}>Print</Button>}
    >
      <QueryState query={story}>{(data) => <Story story={data} />}</QueryState>
    </Page>
  );
}

function titleOf({ call: { phone, incoming, leadName } }: CallStory): string {
  const number = phone === '' ? 'a withheld number' : formatPhone(phone);
  return `Call ${incoming ? 'from' : 'to'} ${leadName === '' ? number : leadName}`;
}

function Story({ story }: { story: CallStory }) {
  const can = useCan();
  const { call, steps, audit } = story;
  return (
    <div className={panel['stack']}>
      <section className={panel['panel']} aria-labelledby="call-result">
        <h2 id="call-result">{endedWords(call)}</h2>
        <Facts story={story} />
      </section>
      <section className={panel['panel']} aria-labelledby="call-steps">
        <h2 id="call-steps">What happened</h2>
        <ol className={styles['steps']}>
          {stepLines(steps, call.incoming).map(({ step, at, words, gap }) => (
            <li key={step}>
              <time dateTime={new Date(at).toISOString()} title={formatDayTime(at)}>
                {onDayOf(call, at) ? formatClock(at) : formatDayTime(at)}
              </time>
              <span className={panel['quiet']}>{gap}</span>
              <span>{words}</span>
            </li>
          ))}
        </ol>
      </section>
      {can('telephony:read') ? (
        <section className={panel['panel']} aria-labelledby="call-messages">
          <h2 id="call-messages">SIP messages</h2>
          <CallLadder attemptId={call.attemptId} />
        </section>
      ) : null}
      {can('audit:read') ? <AuditOfCall records={audit} /> : null}
    </div>
  );
}

/** An opt-in may be days older, and is said with its day then. */
function onDayOf({ endAt, dialAt }: CallRow, at: number): boolean {
  return new Date(dialAt ?? endAt ?? at).toDateString() === new Date(at).toDateString();
}

function Facts({ story }: { story: CallStory }) {
  const { call } = story;
  return (
    <dl className={styles['facts']}>
      <Fact name="Lead">
        {call.leadName === '' ? (
          ''
        ) : (
          <Link to={`/leads?lead=${encodeURIComponent(call.leadId)}`}>{call.leadName}</Link>
        )}
      </Fact>
      <Fact name="Number">{formatPhone(call.phone)}</Fact>
      <Fact name="Agent">{call.agentName}</Fact>
      <Fact name="Talk time">{call.talkMs > 0 ? formatElapsed(call.talkMs) : ''}</Fact>
      <Fact name="Disposition">{call.dispositionLabel}</Fact>
      <Fact name="Comment">{call.note}</Fact>
      <Fact name="Level">{story.level}</Fact>
      <Fact name="Campaign">{story.campaignName}</Fact>
      <Fact name="Vendor">{story.vendorName}</Fact>
      <Fact name="List">{story.listName}</Fact>
      <Fact name="Why">{call.reason === '' ? '' : spoken(call.reason)}</Fact>
      <Fact name="Trunk">{story.trunkId}</Fact>
      <Fact name={call.incoming ? 'Called number' : 'Caller ID'}>{formatPhone(story.callerId)}</Fact>
      <Fact name="Signed as">{story.attestation}</Fact>
      <Fact name="SIP status">{story.sipStatus === 0 ? '' : story.sipStatus}</Fact>
      <Fact name="Counts for the caps">{story.counted ? 'Yes' : 'No'}</Fact>
      <Fact name="Dial-back">{story.dialback ? 'Yes' : ''}</Fact>
      <Fact name="Lock">{story.fencingToken === '0' ? '' : `Token ${story.fencingToken}`}</Fact>
      <Fact name="Call-ID">{story.sipCallId}</Fact>
      <Fact name="Recording">{call.recordings.length === 0 ? '' : <RecordedFiles call={call} />}</Fact>
    </dl>
  );
}

/** Nothing where there is nothing to say. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AuditOfCall({ records }: { records: readonly AuditRow[] }) {
  return (
    <section className={panel['panel']} aria-labelledby="call-audit">
      <h2 id="call-audit">Audit</h2>
      {records.length === 0 ? (
        <p className={panel['quiet']}>
          Nobody has done anything with the call, or with its lead since then, that is recorded.
        </p>
      ) : (
        <ul className={styles['steps']}>
          {records.map(({ sequence, at, action, userName, outcome }) => (
            <li key={sequence}>
              <time dateTime={new Date(at).toISOString()}>{formatDayTime(at)}</time>
              <span>{actionWords(action)}</span>
              <span
                className={panel['quiet']}
              >{`${userName || 'Somebody not signed in'}, ${OUTCOME_WORDS[outcome].toLowerCase()}`}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
