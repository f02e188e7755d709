import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CallPage, CallRow } from '../../../src/app/views/leads.ts';
import { getJson } from '../api-client.ts';
import { formatElapsed } from '../logic/durations.ts';
import { formatDayTime, formatPhone } from '../logic/formats.ts';
import { causeWords } from '../logic/words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { RecordedFiles } from './recorded-files.tsx';
import { useCan, useSession } from '../session.tsx';
import { LadderDialog } from '../telephony/ladder-dialog.tsx';
import { Button } from '../ui/button.tsx';
import styles from '../ui/page.module.css';
import { pageToken, Paging } from '../ui/paging.tsx';
import { QueryState } from '../ui/query-state.tsx';

/** Reporting: the Call Log, its filters in the address so that other pages can link to them. */
export function ReportingPage() {
  const { processId } = useSession();
  const { query } = useLocation();
  const shown = query.get('call');
  const filters = {
    processId,
    leadId: query.get('lead') ?? '',
    agentId: query.get('agent') ?? '',
    pageToken: pageToken(query),
  };
  const calls = useQuery({
    queryKey: ['calls', filters],
    queryFn: () => getJson<CallPage>('/api/calls', filters),
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    document.title = 'Reporting · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <div>
          <h1>Reporting</h1>
          <h2>Call Log</h2>
        </div>
        <div className={styles['filters']}>
          {filters.leadId === '' ? null : (
            <Button onPress={() => navigate(withParams(query, { lead: '', page: '' }))}>
              Only one lead: show all
            </Button>
          )}
          {filters.agentId === '' ? null : (
            <Button onPress={() => navigate(withParams(query, { agent: '', page: '' }))}>
              Only one agent: show all
            </Button>
          )}
          <Button onPress={() => void calls.refetch()}>Read again</Button>
        </div>
      </div>
      <QueryState query={calls}>
        {(page) => (
          <>
            <CallTable calls={page.calls} query={query} />
            <Paging nextPageToken={page.nextPageToken} count={page.calls.length} />
          </>
        )}
      </QueryState>
      {shown === null ? null : (
        <LadderDialog attemptId={shown} onClose={() => navigate(withParams(query, { call: '' }), true)} />
      )}
    </div>
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

function CallTable({ calls, query }: { calls: readonly CallRow[]; query: URLSearchParams }) {
  const can = useCan();
  const show = (attemptId: string): void => navigate(withParams(query, { call: attemptId }), true);
  const filter = (changes: Record<string, string>) => navigate(withParams(query, { ...changes, page: '' }));
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Lead</th>
            <th scope="col">Number</th>
            <th scope="col">Agent</th>
            <th scope="col">Result</th>
            <th scope="col">Talk time</th>
            <th scope="col">Recording</th>
            <th scope="col">Disposition</th>
            {can('telephony:read') ? (
              <th scope="col" className={styles['actions']}>
                <span className="visually-hidden">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.attemptId}>
              <td className={styles['number']}>{formatDayTime(call.dialAt ?? call.endAt ?? 0)}</td>
              <td>
                <LeadCell call={call} />
              </td>
              <td className={styles['number']}>{formatPhone(call.phone)}</td>
              <td>
                {can('call:list') ? (
                  <Button tone="link" onPress={() => filter({ agent: call.agentId })}>
                    {call.agentName}
                  </Button>
                ) : (
                  call.agentName
                )}
              </td>
              <td>{causeWords(call.cause)}</td>
              <td className={styles['number']}>{call.talkMs > 0 ? formatElapsed(call.talkMs) : '—'}</td>
              <td className={styles['number']}>
                <RecordedFiles recordings={call.recordings} />
              </td>
              <td>{call.dispositionLabel === '' ? '—' : call.dispositionLabel}</td>
              {can('telephony:read') ? (
                <td className={styles['actions']}>
                  <div className={styles['icons']}>
                    <Button
                      tone="link"
                      aria-label={`Messages of the call to ${formatPhone(call.phone)}`}
                      onPress={() => show(call.attemptId)}
                    >
                      Messages
                    </Button>
                  </div>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {calls.length > 0 ? null : (
        <p className={styles['empty']}>
          {query.has('lead') || query.has('agent') ? 'No calls match these filters.' : 'No calls yet.'}
        </p>
      )}
    </div>
  );
}
