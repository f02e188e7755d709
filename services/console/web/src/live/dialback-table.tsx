import type { MissedCallView } from '../../../src/app/views/missed-calls.ts';
import { sendJson } from '../api-client.ts';
import { formatClock } from '../logic/formats.ts';
import {
  callerName,
  DIALBACK_TONES,
  DIALBACK_WORDS,
  isOwnerOnly,
  MISSED_CAUSE_WORDS,
  outcomeWords,
} from '../logic/missed-call-words.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { CallerCell } from './caller-cell.tsx';
import { Elapsed } from './elapsed.tsx';

interface DialbackTableProps {
  dialbacks: readonly MissedCallView[];
  nowAt: number;
}

/** Open dial-backs in the order they are served, and what a supervisor does about one. */
export function DialbackTable({ dialbacks, nowAt }: DialbackTableProps) {
  const can = useCan();
  return (
    <Table
      rows={dialbacks}
      columns={columnsAt(nowAt)}
      keyOf={({ dialbackId }) => dialbackId}
      empty="Nobody is to be dialled back."
      actions={can('dialback:write') ? (call) => <Actions call={call} nowAt={nowAt} /> : undefined}
    />
  );
}

function columnsAt(nowAt: number): readonly Column<MissedCallView>[] {
  return [
    { label: 'Caller', cell: (call) => <CallerCell caller={call} /> },
    { label: 'Waits for', kind: 'figures', cell: ({ orderAt }) => <Elapsed since={orderAt} /> },
    {
      label: 'Why',
      kind: 'text',
      isSpare: true,
      cell: ({ missedCause, numberName }) => (
        <TwoLines first={MISSED_CAUSE_WORDS[missedCause]} second={numberName} />
      ),
    },
    {
      label: 'State',
      kind: 'text',
      cell: (call) => (
        <TwoLines
          first={<Badge tone={DIALBACK_TONES[call.state]}>{DIALBACK_WORDS[call.state]}</Badge>}
          second={[outcomeWords(call), pauseWords(call, nowAt)].filter((words) => words !== '').join(', ')}
        />
      ),
    },
    {
      label: 'For',
      cell: (call) =>
        isOwnerOnly(call, nowAt) ? <TwoLines first={call.ownerName} second="owner only" /> : 'Everybody',
    },
    {
      label: 'Expires',
      kind: 'figures',
      cell: ({ expireAt }) => (expireAt === undefined ? '—' : formatClock(expireAt)),
    },
  ];
}

function pauseWords({ state, notBeforeAt = 0 }: MissedCallView, nowAt: number): string {
  return state === 'queued' && notBeforeAt > nowAt ? `again from ${formatClock(notBeforeAt)}` : '';
}

function Actions({ call, nowAt }: { call: MissedCallView; nowAt: number }) {
  const { processId } = useSession();
  const change = useChange(['missed-calls'], (how: 'release' | 'withdraw', requestId) =>
    sendJson(
      'POST',
      `/api/missed-calls/${encodeURIComponent(call.dialbackId)}/${how}?${new URLSearchParams({ processId }).toString()}`,
      { requestId },
    ),
  );
  const name = callerName(call);
  return (
    <>
      <Problem of={change.error} />
      {isOwnerOnly(call, nowAt) ? (
        <ConfirmButton
          label="Release"
          accessibleName={`Release the dial-back of ${name}`}
          question={`Let others dial ${name} back?`}
          consequence={`It is ${call.ownerName}’s alone now. Then whoever is free first in the campaign gets it; the lead stays ${call.ownerName}’s.`}
          onConfirm={() => change.mutate('release')}
        />
      ) : null}
      <ConfirmButton
        label="Withdraw"
        accessibleName={`Withdraw the dial-back of ${name}`}
        question={`Withdraw the dial-back of ${name}?`}
        consequence="Nobody is dialled back for this call. It stays in the list of missed calls."
        onConfirm={() => change.mutate('withdraw')}
      />
    </>
  );
}
