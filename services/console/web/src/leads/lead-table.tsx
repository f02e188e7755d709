import type { LeadPage, LeadRow } from '../../../src/app/views/leads.ts';
import { useCan } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Table, type Column, type Order } from '../ui/table.tsx';
import { StatusBadge } from './status-badge.tsx';

const STATUS: Column<LeadRow> = {
  sort: 'status',
  label: 'Status',
  cell: (lead) => <StatusBadge lead={lead} />,
};

interface LeadTableProps {
  page: LeadPage;
  columns: readonly Column<LeadRow>[];
  /** Newest first unless said. */
  order: Order;
  filtered: boolean;
  onOrder(order: Order): void;
  onShow(leadId: string): void;
  onDelete(lead: LeadRow): void;
}

export function LeadTable({ page, columns, order, filtered, onOrder, onShow, onDelete }: LeadTableProps) {
  const can = useCan();
  return (
    <Table
      rows={page.leads}
      columns={[STATUS, ...columns]}
      keyOf={({ leadId }) => leadId}
      order={order}
      onOrder={onOrder}
      actions={(lead) => (
        <>
          <Button tone="icon" aria-label="Show details" onPress={() => onShow(lead.leadId)}>
            <Icon name="details" />
          </Button>
          {can('lead:delete') ? (
            <Button tone="icon" aria-label="Delete lead" onPress={() => onDelete(lead)}>
              <Icon name="trash" />
            </Button>
          ) : null}
        </>
      )}
      empty={
        filtered
          ? 'No lead matches these filters. The search compares the beginning of Caller ID, name and e-mail.'
          : 'No leads yet. They appear here as soon as a vendor sends one through an ingest link.'
      }
      nextPageToken={page.nextPageToken}
    />
  );
}
