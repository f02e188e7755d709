import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { LadderView } from '../../../src/app/views/telephony.ts';
import { ApiProblem, getJson, problemText, sendJson } from '../api-client.ts';
import { formatElapsed } from '../logic/durations.ts';
import { formatDayTime, formatPhone } from '../logic/formats.ts';
import { ladderText } from '../logic/ladder-text.ts';
import { testWords, trunkTestWords } from '../logic/telephony-words.ts';
import { useCan } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { LadderDiagram } from './ladder-diagram.tsx';
import styles from './telephony.module.css';

const REFRESH_MS = 1000;

/** What was said on the wire in one call, live or ended lately. */
export function LadderDialog({ attemptId, onClose }: { attemptId: string; onClose(): void }) {
  const ladder = useLadder(attemptId);
  const title = ladder.data?.test === true ? 'Test call' : 'SIP messages of the call';
  return (
    <Dialog kind="wide" title={title} onClose={onClose}>
      <LadderState query={ladder} />
    </Dialog>
  );
}

/** The same, within a page. */
export function CallLadder({ attemptId }: { attemptId: string }) {
  return <LadderState query={useLadder(attemptId)} />;
}

function useLadder(attemptId: string): UseQueryResult<LadderView> {
  return useQuery({
    queryKey: ['ladder', attemptId],
    queryFn: () => getJson<LadderView>(`/api/telephony/calls/${encodeURIComponent(attemptId)}/ladder`),
    retry: false,
    refetchInterval: ({ state }) =>
      state.error === null && state.data?.endedAt === undefined ? REFRESH_MS : false,
  });
}

function LadderState({ query }: { query: UseQueryResult<LadderView> }) {
  if (query.data !== undefined) return <Ladder ladder={query.data} />;
  if (query.error === null) return <p role="status">Reading…</p>;
  return <NotKept error={query.error} onAgain={() => void query.refetch()} />;
}

function NotKept({ error, onAgain }: { error: Error; onAgain(): void }) {
  if (error instanceof ApiProblem && error.reason === 'LADDER_NOT_KEPT') {
    return (
      <Notice tone="warn">
        The messages of this call are no longer kept. They stay for a while after a call has ended, and a
        restart forgets them. What became of the call stands in the Call Log.
      </Notice>
    );
  }
  return (
    <Notice tone="bad">
      {problemText(error)} <Button onPress={onAgain}>Try again</Button>
    </Notice>
  );
}

function Ladder({ ladder }: { ladder: LadderView }) {
  const { agentName, phone, trunkId, startedAt, endedAt } = ladder;
  return (
    <div className={styles['ladder']}>
      <div className={styles['ladderHead']}>
        <dl className={styles['facts']}>
          {agentName === '' ? null : <Fact name="Agent" value={agentName} />}
          {phone === '' ? null : <Fact name="Number" value={formatPhone(phone)} />}
          {trunkId === '' ? null : <Fact name="Trunk" value={trunkId} />}
          <Fact name="Began" value={formatDayTime(startedAt)} />
          <Fact
            name="Length"
            value={endedAt === undefined ? 'going on' : formatElapsed(endedAt - startedAt)}
          />
        </dl>
        <div className={styles['ladderButtons']}>
          {ladder.test && endedAt === undefined ? <EndTest attemptId={ladder.attemptId} /> : null}
          <Button onPress={() => download(ladder)}>Download</Button>
        </div>
      </div>
      {ladder.testResult === undefined ? null : (
        <TestResult result={ladder.testResult} overTrunk={trunkId !== ''} />
      )}
      <LadderDiagram ladder={ladder} />
      <p className={styles['quiet']}>
        Press an arrow to see its message. The SIP server answers some things by itself; those do not pass
        here.
      </p>
    </div>
  );
}

function TestResult({
  result,
  overTrunk,
}: {
  result: NonNullable<LadderView['testResult']>;
  overTrunk: boolean;
}) {
  const { tone, words } = overTrunk ? trunkTestWords(result) : testWords(result);
  return <Notice tone={tone}>{words}</Notice>;
}

function EndTest({ attemptId }: { attemptId: string }) {
  const [asked, setAsked] = useState(false);
  const can = useCan();
  if (!can('telephony:test')) return null;
  const end = (): void => {
    setAsked(true);
    const path = `/api/telephony/test-calls/${encodeURIComponent(attemptId)}/end`;
    // The page shows whether it has ended; the button comes back when it has not.
    sendJson('POST', path, {}).catch(() => setAsked(false));
  };
  return (
    <Button isDisabled={asked} onPress={end}>
      Hang up
    </Button>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function download(ladder: LadderView): void {
  const url = URL.createObjectURL(new Blob([ladderText(ladder)], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `call-${ladder.attemptId}.txt`;
  link.click();
  URL.revokeObjectURL(url);
}
