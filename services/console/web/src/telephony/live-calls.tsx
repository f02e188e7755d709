import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { LiveCallRow, LiveCallsView } from '../../../src/app/views/telephony.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { clockFrom } from '../logic/clock-offset.ts';
import { formatElapsed } from '../logic/durations.ts';
import { formatPhone } from '../logic/formats.ts';
import { LIVE_PHASE_WORDS } from '../logic/telephony-words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { LadderDialog } from './ladder-dialog.tsx';
import { RecordingCell } from './recording-cell.tsx';

const REFRESH_MS = 2000;

/** The calls of the process as they stand, read again every two seconds. */
export function LiveCalls() {
  const { processId } = useSession();
  const { query } = useLocation();
  const calls = useQuery({
    queryKey: ['live-calls', processId],
    queryFn: () => getJson<LiveCallsView>('/api/telephony/calls', { processId }),
    refetchInterval: REFRESH_MS,
  });
  useEffect(() => {
    document.title = 'Live calls · Firstring';
  }, []);
  const show = (attemptId: string): void => navigate(withParams(query, { call: attemptId }), true);
  const shown = query.get('call');
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Live calls</h1>
      </div>
      <QueryState query={calls}>{(view) => <CallTable view={view} onShow={show} />}</QueryState>
      {shown === null ? null : <LadderDialog attemptId={shown} onClose={() => show('')} />}
    </div>
  );
}

function CallTable({ view, onShow }: { view: LiveCallsView; onShow(attemptId: string): void }) {
  const clock = useMemo(() => clockFrom(view.serverAt, performance.now()), [view.serverAt]);
  const { processId } = useSession();
  const change = useChange(['live-calls', processId], ({ attemptId, on }: RecordWish, requestId) =>
    sendJson<void>('POST', `/api/telephony/calls/${encodeURIComponent(attemptId)}/recording`, {
      requestId,
      processId,
      on,
    }),
  );
  if (view.calls.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>
          No call is going on. Calls appear here while they last; ended ones are in the Call Log under
          Reporting.
        </p>
      </div>
    );
  }
  return (
    <>
      {change.error === null ? null : <Notice tone="bad">{problemText(change.error)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Since</th>
              <th scope="col">Agent</th>
              <th scope="col">Number</th>
              <th scope="col">Trunk</th>
              <th scope="col">Length</th>
              <th scope="col">Recording</th>
              <th scope="col" className={styles['actions']}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {view.calls.map((call) => (
              <CallLine
                key={call.attemptId}
                call={call}
                clock={clock}
                onShow={onShow}
                isChanging={change.isPending}
                onRecord={(on) => change.mutate({ attemptId: call.attemptId, on })}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface RecordWish {
  attemptId: string;
  on: boolean;
}

interface CallLineProps {
  call: LiveCallRow;
  clock: ReturnType<typeof clockFrom>;
  onShow(attemptId: string): void;
  isChanging: boolean;
  onRecord(on: boolean): void;
}

function CallLine({ call, clock, onShow, isChanging, onRecord }: CallLineProps) {
  const now = useServerNow(clock);
  const { words, tone } = LIVE_PHASE_WORDS[call.phase];
  const isMusic = call.test && call.phase === 'talking';
  return (
    <tr>
      <td>
        <Badge tone={tone}>{isMusic ? 'Playing music' : words}</Badge>
      </td>
      <td className={styles['number']}>{formatElapsed(now - call.phaseAt)}</td>
      <td>{call.agentName}</td>
      <td className={styles['number']}>{call.test ? 'Test call' : formatPhone(call.phone)}</td>
      <td>{call.trunkId === '' ? '—' : call.trunkId}</td>
      <td className={styles['number']}>{formatElapsed(now - call.startedAt)}</td>
      <td>
        <RecordingCell call={call} isChanging={isChanging} onRecord={onRecord} />
      </td>
      <td className={styles['actions']}>
        <div className={styles['icons']}>
          <Button aria-label={`Messages of ${call.agentName}’s call`} onPress={() => onShow(call.attemptId)}>
            Messages
          </Button>
        </div>
      </td>
    </tr>
  );
}
