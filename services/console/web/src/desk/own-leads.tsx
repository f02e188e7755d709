import { useQuery } from '@tanstack/react-query';
import type { ClaimPage, ClaimView } from '../../../src/app/views/claims.ts';
import { getJson } from '../api-client.ts';
import { dueWords, CLAIM_REASON_WORDS } from '../logic/claim-words.ts';
import { formatPhone } from '../logic/formats.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { useDesk } from './desk-context.tsx';
import styles from './own-leads.module.css';
import { ToCallBack } from './to-call-back.tsx';
import { useOpenLead } from './use-open-lead.ts';

/** Others may give a lead or take it back. */
const REFRESH_MS = 30_000;
const SHOWN_MAX = '20';

/** While nothing is in hand: the agent's callbacks, soonest first, and their other leads. Due ones come by themselves too. */
export function OwnLeads() {
  return (
    <div className={styles['panel']}>
      <OwnList title="My callbacks" callbacks none="No call back is agreed." />
      <OwnList title="My claimed leads" callbacks={false} none="No lead is claimed." />
      <ToCallBack />
    </div>
  );
}

interface OwnListProps {
  title: string;
  callbacks: boolean;
  none: string;
}

function OwnList({ title, callbacks, none }: OwnListProps) {
  const { processId } = useSession();
  const query = { processId, callbacks: String(callbacks), pageSize: SHOWN_MAX };
  const claims = useQuery({
    queryKey: ['own-leads', query],
    queryFn: () => getJson<ClaimPage>('/api/desk/claims', query),
    refetchInterval: REFRESH_MS,
    refetchOnMount: 'always',
  });
  return (
    <section className={styles['list']} aria-label={title}>
      <h2>{title}</h2>
      <QueryState query={claims}>
        {(page) => (
          <Rows claims={page.claims.filter((claim) => callbacks || claim.dueAt === undefined)} none={none} />
        )}
      </QueryState>
      {claims.data === undefined || claims.data.nextPageToken === '' ? null : (
        <p className={styles['quiet']}>There are more; these are the first {SHOWN_MAX}.</p>
      )}
    </section>
  );
}

function Rows({ claims, none }: { claims: readonly ClaimView[]; none: string }) {
  if (claims.length === 0) return <p className={styles['quiet']}>{none}</p>;
  return (
    <ul>
      {claims.map((claim) => (
        <Row key={claim.leadId} claim={claim} />
      ))}
    </ul>
  );
}

function Row({ claim }: { claim: ClaimView }) {
  const { processId } = useSession();
  const { can, clock } = useDesk();
  const now = useServerNow(clock);
  const open = useOpenLead();
  const { due, theirs } = dueWords(claim);
  const isDue = claim.dueAt !== undefined && claim.dueAt <= now;
  return (
    <li className={styles['row']}>
      <span className={styles['name']}>{claim.leadName || formatPhone(claim.phone)}</span>
      <Button
        aria-label={`Open ${claim.leadName || formatPhone(claim.phone)}`}
        isDisabled={!can.open || open.isPending}
        onPress={() => open.mutate({ processId, leadId: claim.leadId })}
      >
        Open
      </Button>
      <span className={styles['quiet']}>
        {claim.dueAt === undefined ? (
          claim.campaignName || CLAIM_REASON_WORDS[claim.reason]
        ) : isDue ? (
          <strong data-due>{`Due since ${due}`}</strong>
        ) : (
          <>
            <strong>{due}</strong>
            {theirs === '' ? '' : ` · ${theirs}`}
          </>
        )}
      </span>
      <div className={styles['problem']}>
        <Problem of={open.error} />
      </div>
    </li>
  );
}
