import { useState } from 'react';
import type { ClaimPage, ClaimView } from '../../../src/app/views/claims.ts';
import { CLAIM_REASON_WORDS, dueWords } from '../logic/claim-words.ts';
import { formatDayTime, formatPhone } from '../logic/formats.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { ReassignDialog } from './reassign-dialog.tsx';
import { TakeAwayButton } from './take-away-button.tsx';
import { useClaimCommand } from './use-claim-command.ts';

const COLUMNS: readonly Column<ClaimView>[] = [
  { label: 'Lead', cell: (claim) => <LeadCell claim={claim} /> },
  { label: 'Owner', cell: (claim) => <OwnerCell claim={claim} /> },
  { label: 'Why', cell: ({ reason }) => CLAIM_REASON_WORDS[reason] },
  { label: 'Since', kind: 'figures', isSpare: true, cell: ({ claimedAt }) => formatDayTime(claimedAt) },
  {
    label: 'Due',
    kind: 'figures',
    cell: (claim) => {
      const { due, theirs } = dueWords(claim);
      return <TwoLines first={due} second={theirs} />;
    },
  },
  {
    label: 'Ends',
    kind: 'figures',
    isSpare: true,
    cell: ({ releaseAt }) => (releaseAt === undefined ? 'Never' : formatDayTime(releaseAt)),
  },
];

/** Claims with what may be done about each. */
export function ClaimTable({ page, isNarrowed }: { page: ClaimPage; isNarrowed: boolean }) {
  const can = useCan();
  const release = useClaimCommand('release');
  const [giving, setGiving] = useState<ClaimView>();
  return (
    <>
      <Problem of={release.error} />
      <Table
        rows={page.claims}
        columns={COLUMNS}
        keyOf={({ leadId }) => leadId}
        actions={
          can('claim:release') || can('claim:reassign')
            ? (claim) => (
                <ClaimActions claim={claim} onGive={() => setGiving(claim)} onRelease={release.mutate} />
              )
            : undefined
        }
        empty={
          isNarrowed
            ? 'This agent owns no lead.'
            : 'Nobody owns a lead. A lead is claimed on the desk, or by an outcome: see Settings, Claiming.'
        }
        nextPageToken={page.nextPageToken}
      />
      {giving === undefined ? null : <ReassignDialog claim={giving} onClose={() => setGiving(undefined)} />}
    </>
  );
}

function nameOf({ leadName, phone }: ClaimView): string {
  return leadName === '' ? formatPhone(phone) : leadName;
}

function LeadCell({ claim }: { claim: ClaimView }) {
  const { leadName, leadId, phone } = claim;
  if (leadName === '') return <TwoLines first="Erased lead" second={formatPhone(phone)} />;
  const open = (
    <Button tone="link" onPress={() => navigate(`/leads?lead=${encodeURIComponent(leadId)}`)}>
      {leadName}
    </Button>
  );
  return <TwoLines first={open} second={formatPhone(phone)} />;
}

/** Narrows the list to the owner; below, who gave it to them and who works on it now. */
function OwnerCell({ claim }: { claim: ClaimView }) {
  const { query } = useLocation();
  const { agentId, agentName, givenBy, lockedByName } = claim;
  const narrow = (
    <Button tone="link" onPress={() => navigate(withParams(query, { agent: agentId, page: '' }))}>
      {agentName}
    </Button>
  );
  if (lockedByName !== '')
    return <TwoLines first={narrow} second={<Badge tone="warn">Working on it</Badge>} />;
  return <TwoLines first={narrow} second={givenBy === '' ? '' : `Given by ${givenBy}`} />;
}

interface ClaimActionsProps {
  claim: ClaimView;
  onGive(): void;
  onRelease(command: { leadId: string; agentId: string }): void;
}

function ClaimActions({ claim, onGive, onRelease }: ClaimActionsProps) {
  const can = useCan();
  const { leadId, agentId, agentName, leadName, lockedByName } = claim;
  const name = nameOf(claim);
  return (
    <>
      {lockedByName !== '' && can('claim:release') ? <TakeAwayButton claim={claim} name={name} /> : null}
      {can('claim:reassign') && lockedByName === '' && leadName !== '' ? (
        <Button aria-label={`Reassign ${name}`} onPress={onGive}>
          Reassign
        </Button>
      ) : null}
      {can('claim:release') ? (
        <ConfirmButton
          label="Release"
          accessibleName={`Release ${name}`}
          question={`Release ${name}?`}
          consequence={`The lead is no longer ${agentName}’s; any agent of its campaigns may be offered it, an agreed time included.`}
          onConfirm={() => onRelease({ leadId, agentId })}
        />
      ) : null}
    </>
  );
}
