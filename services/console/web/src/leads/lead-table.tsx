import type { LeadRow } from '../../../src/app/views/leads.ts';
import { formatDayTime, formatPhone } from '../logic/formats.ts';
import { useCan } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from '../ui/page.module.css';
import { StatusBadge } from './status-badge.tsx';

interface LeadTableProps {
  leads: readonly LeadRow[];
  filtered: boolean;
  onShow(leadId: string): void;
  onDelete(lead: LeadRow): void;
}

export function LeadTable({ leads, filtered, onShow, onDelete }: LeadTableProps) {
  const can = useCan();
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Caller ID</th>
            <th scope="col">First name</th>
            <th scope="col">Last name</th>
            <th scope="col">E-mail</th>
            <th scope="col">Campaign</th>
            <th scope="col">Vendor</th>
            <th scope="col">Created at</th>
            <th scope="col" className={styles['actions']}>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {leads.map((lead) => (
            <tr key={lead.leadId}>
              <td>
                <StatusBadge status={lead.status} />
              </td>
              <td className={styles['number']}>{formatPhone(lead.callerId)}</td>
              <td>{lead.firstName}</td>
              <td>{lead.lastName}</td>
              <td>{lead.email}</td>
              <td>{lead.campaignName}</td>
              <td>{lead.vendorName}</td>
              <td className={styles['number']}>{formatDayTime(lead.createdAt)}</td>
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
