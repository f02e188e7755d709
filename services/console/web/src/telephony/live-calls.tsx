import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LiveCallRow, LiveCallsView } from '../../../src/app/views/telephony.ts';
import { getJson, sendJson } from '../api-client.ts';
import { clockFrom } from '../logic/clock-offset.ts';
import { formatElapsed } from '../logic/durations.ts';
import { formatPhone } from '../logic/formats.ts';
import { LIVE_PHASE_WORDS } from '../logic/telephony-words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
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
  const show = (attemptId: string): void => navigate(withParams(query, { call: attemptId }), true);
  const shown = query.get('call');
  return (
    <Page title="Live calls">
      <QueryState query={calls}>{(view) => <CallTable view={view} onShow={show} />}</QueryState>
      {shown === null ? null : <LadderDialog attemptId={shown} onClose={() => show('')} />}
    </Page>
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
  const columns: readonly Column<LiveCallRow>[] = [
    { label: 'State', cell: (call) => <Phase call={call} /> },
    { label: 'Since', kind: 'figures', cell: ({ phaseAt }) => <Elapsed since={phaseAt} clock={clock} /> },
    { label: 'Agent', cell: ({ agentName }) => agentName || '—' },
    {
      label: 'Number',
      kind: 'figures',
      cell: ({ phone }) => (phone === '' ? 'Test call' : formatPhone(phone)),
    },
    { label: 'Trunk', isSpare: true, cell: ({ trunkId }) => trunkId || '—' },
    {
      label: 'Length',
      kind: 'figures',
      cell: ({ startedAt }) => <Elapsed since={startedAt} clock={clock} />,
    },
    {
      label: 'Recording',
      cell: (call) => (
        <RecordingCell
          call={call}
          isChanging={change.isPending}
          onRecord={(on) => change.mutate({ attemptId: call.attemptId, on })}
        />
      ),
    },
  ];
  return (
    <>
      <Problem of={change.error} />
      <Table
        rows={view.calls}
        columns={columns}
        keyOf={({ attemptId }) => attemptId}
        actions={({ agentName, attemptId }) => (
          <Button
            aria-label={agentName === '' ? 'Messages of the test call' : `Messages of ${agentName}’s call`}
            onPress={() => onShow(attemptId)}
          >
            Messages
          </Button>
        )}
        empty="No call is going on. Calls appear here while they last; ended ones are in the Call Log under Reporting."
      />
    </>
  );
}

interface RecordWish {
  attemptId: string;
  on: boolean;
}

function Phase({ call }: { call: LiveCallRow }) {
  return <Badge tone={LIVE_PHASE_WORDS[call.phase].tone}>{phaseWords(call)}</Badge>;
}

/** A test has nobody to talk with, and no lead. */
function phaseWords({ test, phase }: LiveCallRow): string {
  if (test && phase === 'talking') return 'Playing music';
  if (test && phase === 'ringing_lead') return 'Ringing the number';
  return LIVE_PHASE_WORDS[phase].words;
}

/** A running clock. */
function Elapsed({ since, clock }: { since: number; clock: ReturnType<typeof clockFrom> }) {
  return formatElapsed(useServerNow(clock) - since);
}
