import type { CallPage as CallRows, CallRow } from '../../../src/app/views/leads.ts';
import { formatElapsed } from '../logic/durations.ts';
import { formatDayTime, formatPhone } from '../logic/formats.ts';
import { endedWords } from '../logic/words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { CallPage } from './call-page.tsx';
import { callAt, pathOfCall } from './call-path.ts';
import { RecordedFiles } from './recorded-files.tsx';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { usePaged } from '../ui/use-paged.ts';

/** Reporting: the Call Log, its filters in the address so that other pages can link to them. */
export function ReportingPage() {
  const attemptId = callAt(useLocation().path);
  return attemptId === '' ? <CallLog /> : <CallPage attemptId={attemptId} />;
}

function CallLog() {
  const { processId } = useSession();
  const { query } = useLocation();
  const [leadId, agentId] = [query.get('lead') ?? '', query.get('agent') ?? ''];
  const calls = usePaged<CallRows>(['calls'], '/api/calls', { processId, leadId, agentId });
  return (
    <Page
      title="Reporting"
      subtitle="Call Log"
      views="calls"
      actions={
        <>
          {leadId === '' ? null : (
            <Button onPress={() => navigate(withParams(query, { lead: '', page: '' }))}>
              Only one lead: show all
            </Button>
          )}
          {agentId === '' ? null : (
            <Button onPress={() => navigate(withParams(query, { agent: '', page: '' }))}>
              Only one agent: show all
            </Button>
          )}
          <Button onPress={() => void calls.refetch()}>Read again</Button>
        </>
      }
    >
      <QueryState query={calls}>{(page) => <CallTable page={page} query={query} />}</QueryState>
    </Page>
  );
}

/** Opens the lead where it may be read; a deleted lead leaves its call without a name. */
function LeadCell({ call }: { call: CallRow }) {
  if (call.leadName === '') return '—';
  return (
    <Button tone="link" onPress={() => navigate(`/leads?lead=${encodeURIComponent(call.leadId)}`)}>
      {call.leadName}
    </Button>
  );
}

/** Whoever sees all calls narrows them to one agent. */
function AgentCell({ call: { agentId, agentName }, query }: { call: CallRow; query: URLSearchParams }) {
  if (!useCan()('call:list')) return agentName;
  return (
    <Button tone="link" onPress={() => navigate(withParams(query, { agent: agentId, page: '' }))}>
      {agentName}
    </Button>
  );
}

function CallTable({ page, query }: { page: CallRows; query: URLSearchParams }) {
  const columns: readonly Column<CallRow>[] = [
    {
      label: 'Dial pressed',
      kind: 'figures',
      cell: ({ dialAt, endAt }) => formatDayTime(dialAt ?? endAt ?? 0),
    },
    { label: 'Lead', cell: (call) => <LeadCell call={call} /> },
    { label: 'Number', kind: 'figures', cell: ({ phone }) => formatPhone(phone) },
    { label: 'Agent', cell: (call) => <AgentCell call={call} query={query} /> },
    { label: 'Result', cell: endedWords },
    { label: 'Talk time', kind: 'count', cell: ({ talkMs }) => (talkMs > 0 ? formatElapsed(talkMs) : '—') },
    {
      label: 'Recording',
      isSpare: true,
      kind: 'figures',
      cell: (call) => <RecordedFiles call={call} />,
    },
    { label: 'Disposition', cell: ({ dispositionLabel }) => dispositionLabel || '—' },
  ];
  const details = (call: CallRow) => (
    <Button
      aria-label={`Details of the call ${call.incoming ? 'from' : 'to'} ${formatPhone(call.phone)}`}
      onPress={() => navigate(pathOfCall(call))}
    >
      Details
    </Button>
  );
  const filtered = query.has('lead') || query.has('agent');
  return (
    <Table
      rows={page.calls}
      columns={columns}
      keyOf={({ attemptId }) => attemptId}
      actions={details}
      empty={filtered ? 'No calls match these filters.' : 'No calls yet.'}
      nextPageToken={page.nextPageToken}
    />
  );
}
