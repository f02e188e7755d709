import { useState } from 'react';
import type { IncomingNumberPage, IncomingNumberView } from '../../../src/app/views/incoming-numbers.ts';
import { useCampaigns } from '../filters/filter-keys.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { NewNumberDialog } from './new-number-dialog.tsx';
import { numberPath, numbersKey } from './number-path.ts';

/** Incoming Configuration: the numbers people call, and what is done with their calls in a line. */
export function IncomingNumbersPage() {
  const { processId } = useSession();
  const can = useCan();
  const [creating, setCreating] = useState(false);
  const campaigns = useCampaigns();
  const numbers = usePaged<IncomingNumberPage>(numbersKey(processId), '/api/incoming-numbers', { processId });
  const nameOf = (campaignId: string): string =>
    campaigns.data?.campaigns.find((each) => each.campaignId === campaignId)?.name ?? campaignId;
  const mayWrite = can('incoming-number:write');
  return (
    <Page
      title="Incoming numbers"
      about="Numbers people call, and what happens to their calls: when you are open, who takes them, and who is dialled back."
      actions={
        mayWrite ? (
          <Button tone="accent" onPress={() => setCreating(true)}>
            New number
          </Button>
        ) : null
      }
    >
      <QueryState query={numbers}>
        {({ incomingNumbers, nextPageToken }) => (
          <Table
            rows={incomingNumbers}
            columns={columnsOf(nameOf)}
            keyOf={({ incomingNumberId }) => incomingNumberId}
            empty={`No number is configured yet: calls that come in are missed, and dialled back by the installation’s defaults. ${mayWrite ? 'Add the number your carrier routes here.' : ''}`}
            nextPageToken={nextPageToken}
          />
        )}
      </QueryState>
      {creating ? <NewNumberDialog onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}

function columnsOf(nameOf: (campaignId: string) => string): readonly Column<IncomingNumberView>[] {
  return [
    {
      label: 'Number',
      cell: ({ incomingNumberId, name, phone }) => (
        <TwoLines first={<Link to={numberPath(incomingNumberId)}>{name}</Link>} second={phone} />
      ),
    },
    {
      label: 'State',
      cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'plain'}>{enabled ? 'On' : 'Off'}</Badge>,
    },
    { label: 'Campaigns', kind: 'text', cell: ({ campaignIds }) => campaignIds.map(nameOf).join(', ') },
    { label: 'Open', kind: 'text', isSpare: true, cell: openWords },
    { label: 'Callers wait', kind: 'text', cell: ({ queue }) => `up to ${spanWords(queue.maxWaitSeconds)}` },
    { label: 'Dial-back', kind: 'text', isSpare: true, cell: dialbackWords },
  ];
}

function openWords({ slots, timeZone }: IncomingNumberView): string {
  if (slots.length === 0) return 'Always';
  const days = new Set(slots.map(({ weekday }) => weekday)).size;
  return `${days === 1 ? 'One day' : `${days} days`} a week, ${timeZone}`;
}

function dialbackWords({ dialback }: IncomingNumberView): string {
  const { onHangUp, onTimeout, onNoAgent, timeLimitSeconds, attemptsMax } = dialback;
  if (!onHangUp && !onTimeout && !onNoAgent) return 'Never';
  const tries = attemptsMax === 1 ? 'one attempt' : `${attemptsMax} attempts`;
  return `${tries} within ${spanWords(timeLimitSeconds)}`;
}

function spanWords(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
