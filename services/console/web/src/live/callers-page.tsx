import type { ReactNode } from 'react';
import type { CallerView } from '../../../src/app/views/missed-calls.ts';
import { Badge } from '../ui/badge.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import panel from '../ui/panel.module.css';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { CallerCell } from './caller-cell.tsx';
import { DialbackTable } from './dialback-table.tsx';
import { ClockContext, Elapsed } from './elapsed.tsx';
import { useCallers } from './use-callers.ts';

const COLUMNS: readonly Column<CallerView>[] = [
  { label: 'Place', kind: 'figures', cell: ({ position }) => position },
  { label: 'Caller', cell: (caller) => <CallerCell caller={caller} nobody="No lead" /> },
  { label: 'Waiting', kind: 'figures', cell: ({ arrivedAt }) => <Elapsed since={arrivedAt} /> },
  { label: 'Called', kind: 'text', cell: ({ numberName }) => numberName || '—' },
  { label: 'Campaign', kind: 'text', isSpare: true, cell: ({ campaignName }) => campaignName || '—' },
  {
    label: 'Now',
    kind: 'text',
    cell: ({ ringingName }) =>
      ringingName === '' ? (
        <Badge tone="plain">Waiting</Badge>
      ) : (
        <TwoLines first={<Badge tone="accent">Ringing</Badge>} second={ringingName} />
      ),
  },
];

/** Who waits on the line now, and who is to be dialled back: live, the oldest first. */
export function CallersPage() {
  const { callers, dialbacks } = useCallers();
  return (
    <Page
      title="Callers"
      about="People on the line who wait for an agent, and missed calls that will be dialled back before all other work."
    >
      <Part title="Waiting callers" trouble={callers.trouble} isRead={callers.told !== undefined}>
        <ClockContext value={callers.clock}>
          <Table
            rows={callers.told?.callers ?? []}
            columns={COLUMNS}
            keyOf={({ attemptId }) => attemptId}
            empty="Nobody waits on the line."
          />
        </ClockContext>
      </Part>
      <Part title="Open dial-backs" trouble={dialbacks.trouble} isRead={dialbacks.told !== undefined}>
        <ClockContext value={dialbacks.clock}>
          <DialbackTable dialbacks={dialbacks.told?.dialbacks ?? []} nowAt={dialbacks.told?.serverAt ?? 0} />
        </ClockContext>
        <More shown={dialbacks.told?.dialbacks.length ?? 0} total={dialbacks.told?.total ?? 0} />
      </Part>
    </Page>
  );
}

interface PartProps {
  title: string;
  trouble: string;
  isRead: boolean;
  children: ReactNode;
}

function Part({ title, trouble, isRead, children }: PartProps) {
  return (
    <section className={panel['stack']} aria-label={title}>
      <h2>{title}</h2>
      {trouble === '' ? null : <Notice tone="warn">{trouble}</Notice>}
      {isRead ? children : <p role="status">Reading…</p>}
    </section>
  );
}

function More({ shown, total }: { shown: number; total: number }) {
  if (total <= shown) return null;
  return <p className={panel['quiet']}>{`These are the oldest ${shown} of ${total}.`}</p>;
}
