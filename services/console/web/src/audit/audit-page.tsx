import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditPage as AuditPageView, AuditRow, AuditVerdict } from '../../../src/app/views/audit.ts';
import { getJson } from '../api-client.ts';
import { verdictWords } from '../logic/audit-words.ts';
import { fromLocalInput } from '../logic/formats.ts';
import { useLocation } from '../router.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditRecordDialog } from './audit-record-dialog.tsx';
import { AuditTable } from './audit-table.tsx';
import audit from './audit.module.css';

const PAGE_SIZE = '50';

/** Who did what, newest first; whether every record is as it was written; and all of them to take away (I14). */
export function AuditPage() {
  const { processId } = useSession();
  const { query } = useLocation();
  const [shown, setShown] = useState<AuditRow>();
  const ask = askOf(processId, query);
  const records = usePaged<AuditPageView>(['audit'], '/api/audit', { ...ask, pageSize: PAGE_SIZE });
  const given = Object.entries(ask).filter(([, value]) => value !== '');
  return (
    <Page
      title="Audit"
      views="audit"
      actions={
        <>
          <Verify key={`${processId} ${ask.scope}`} ask={{ processId, scope: ask.scope }} />
          <a href={`/api/audit/export?${new URLSearchParams(given).toString()}`} download>
            Export
          </a>
        </>
      }
    >
      <AuditFilters query={query} />
      <QueryState query={records}>{(page) => <AuditTable page={page} onShow={setShown} />}</QueryState>
      {shown === undefined ? null : <AuditRecordDialog record={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

/** The address's filters as the API takes them. */
function askOf(processId: string, query: URLSearchParams) {
  const instant = (name: string): string => {
    const at = fromLocalInput(query.get(name) ?? '');
    return at === undefined ? '' : String(at);
  };
  return {
    processId,
    scope: query.get('scope') === 'installation' ? 'installation' : 'process',
    userId: query.get('user') ?? '',
    action: query.get('action') ?? '',
    resourceId: query.get('thing') ?? '',
    fromAt: instant('from'),
    toAt: instant('to'),
  };
}

/** Holds every record against the one before it, and says what came of it. */
function Verify({ ask }: { ask: Readonly<Record<string, string>> }) {
  const verdict = useQuery({
    queryKey: ['audit-verdict', ask],
    queryFn: () => getJson<AuditVerdict>('/api/audit/verdict', ask),
    enabled: false,
  });
  return (
    <>
      <Button onPress={() => void verdict.refetch()} isDisabled={verdict.isFetching}>
        {verdict.isFetching ? 'Verifying…' : 'Verify'}
      </Button>
      {verdict.isFetching || (verdict.data === undefined && verdict.error === null) ? null : (
        <div className={audit['verdict']}>
          <QueryState query={verdict}>
            {(found) => <Notice tone={found.broken === null ? 'good' : 'bad'}>{verdictWords(found)}</Notice>}
          </QueryState>
        </div>
      )}
    </>
  );
}
