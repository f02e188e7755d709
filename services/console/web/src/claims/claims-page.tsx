import type { ClaimPage } from '../../../src/app/views/claims.ts';
import { sendJson } from '../api-client.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { ClaimTable } from './claim-table.tsx';
import { claimsKey } from './claims-key.ts';

/** who owns which lead; the agent that is looked at is in the address. */
export function ClaimsPage() {
  const { processId } = useSession();
  const can = useCan();
  const { query } = useLocation();
  const agentId = query.get('agent') ?? '';
  const claims = usePaged<ClaimPage>(claimsKey(processId), '/api/claims', { processId, agentId });
  const agentName = claims.data?.claims[0]?.agentName ?? agentId;
  const releaseAll = useChange(claimsKey(processId), (ofAgentId: string, requestId) =>
    sendJson<{ released: number }>(
      'POST',
      `/api/claims/release-all?processId=${encodeURIComponent(processId)}`,
      { requestId, agentId: ofAgentId },
    ),
  );
  return (
    <Page
      title="Claims"
      views="claims"
      about="Leads that belong to one agent: nobody else is offered them or may call them. Newest first."
      actions={
        agentId === '' ? null : (
          <>
            <Button onPress={() => navigate(withParams(query, { agent: '', page: '' }))}>
              Only one agent: show all
            </Button>
            {can('claim:release') ? (
              <ConfirmButton
                label="Release all"
                accessibleName={`Release all claims of ${agentName}`}
                question={`Release all claims of ${agentName}?`}
                consequence="All their leads are everybody’s at once, call backs included. This cannot be taken back."
                onConfirm={() => releaseAll.mutate(agentId)}
              />
            ) : null}
          </>
        )
      }
    >
      <Problem of={releaseAll.error} />
      {releaseAll.isSuccess ? <Notice tone="good">{releasedWords(releaseAll.data.released)}</Notice> : null}
      <QueryState query={claims}>
        {(page) => <ClaimTable page={page} isNarrowed={agentId !== ''} />}
      </QueryState>
    </Page>
  );
}

function releasedWords(released: number): string {
  return released === 1 ? '1 lead is everybody’s now.' : `${released} leads are everybody’s now.`;
}
