import type { LeadRow } from '../../../src/app/views/leads.ts';
import { useCan } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from '../ui/page.module.css';
import type { LeadColumn } from './lead-columns.ts';
import table from './lead-table.module.css';
import { StatusBadge } from './status-badge.tsx';

export interface LeadOrder {
  /** Attribute; empty = newest first. */
  sort: string;
  direction: 'asc' | 'desc';
}

interface LeadTableProps {
  leads: readonly LeadRow[];
  columns: readonly LeadColumn[];
  order: LeadOrder;
  filtered: boolean;
  onOrder(order: LeadOrder): void;
  onShow(leadId: string): void;
  onDelete(lead: LeadRow): void;
}

export function LeadTable({ leads, columns, order, filtered, onOrder, ...actions }: LeadTableProps) {
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <SortHead sort="status" label="Status" order={order} onOrder={onOrder} />
            {columns.map(({ sort, label }) => (
              <SortHead key={sort} sort={sort} label={label} order={order} onOrder={onOrder} />
            ))}
            <th scope="col" className={styles['actions']}>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {leads.map((lead) => (
            <LeadLine key={lead.leadId} lead={lead} columns={columns} {...actions} />
          ))}
        </tbody>
      </table>
      {leads.length > 0 ? null : (
        <p className={styles['empty']}>
          {filtered
            ? 'No lead matches these filters. The search compares the beginning of Caller ID, name and e-mail.'
            : 'No leads yet. They appear here as soon as a vendor sends one through an ingest link.'}
        </p>
      )}
    </div>
  );
}

interface SortHeadProps extends Pick<LeadTableProps, 'order' | 'onOrder'> {
  sort: string;
  label: string;
}

/** Sorts ascending, then descending, then not at all: newest first again. */
function SortHead({ sort, label, order, onOrder }: SortHeadProps) {
  const mine = order.sort === sort;
  const next: LeadOrder = !mine
    ? { sort, direction: 'asc' }
    : { sort: order.direction === 'asc' ? sort : '', direction: 'desc' };
  return (
    <th scope="col" {...(mine ? { 'aria-sort': `${order.direction}ending` as const } : {})}>
      <button type="button" className={table['sort']} onClick={() => onOrder(next)}>
        {label}
        <span aria-hidden="true">{mine ? (order.direction === 'asc' ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </th>
  );
}

interface LeadLineProps extends Pick<LeadTableProps, 'columns' | 'onShow' | 'onDelete'> {
  lead: LeadRow;
}

function LeadLine({ lead, columns, onShow, onDelete }: LeadLineProps) {
  const can = useCan();
  return (
    <tr>
      <td>
        <StatusBadge status={lead.status} />
      </td>
      {columns.map(({ sort, isNumber, value }) => (
        <td key={sort} className={isNumber === true ? styles['number'] : undefined}>
          {value(lead)}
        </td>
      ))}
      <td className={styles['actions']}>
        <div className={styles['icons']}>
          <Button tone="icon" aria-label="Show details" onPress={() => onShow(lead.leadId)}>
            <Icon name="details" />
          </Button>
          {can('lead:delete') ? (
            <Button tone="icon" aria-label="Delete lead" onPress={() => onDelete(lead)}>
              <Icon name="trash" />
            </Button>
          ) : null}
        </div>
      </td>
    </tr>
  );
}
