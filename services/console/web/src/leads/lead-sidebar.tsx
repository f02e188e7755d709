import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LeadRow, LeadView } from '../../../src/app/views/leads.ts';
import type { ActivityPage } from '../../../src/app/views/missed-calls.ts';
import { getJson } from '../api-client.ts';
import { LeadWhy } from '../explain/lead-why.tsx';
import { formatDayTime, formatPhone, fullName } from '../logic/formats.ts';
import { navigate } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { OpenLeadButton } from '../desk/open-lead-button.tsx';
import { LeadEditDialog } from './lead-edit-dialog.tsx';
import styles from './lead-sidebar.module.css';
import { LeadTimeline } from './lead-timeline.tsx';
import { StatusBadge } from './status-badge.tsx';

interface LeadSidebarProps {
  leadId: string;
  onClose(): void;
  onDelete(lead: LeadRow): void;
}

/** "Show details": hardcoded and custom parameters, and Activity. */
export function LeadSidebar({ leadId, onClose, onDelete }: LeadSidebarProps) {
  const { processId } = useSession();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const path = `/api/leads/${encodeURIComponent(leadId)}`;
  const lead = useQuery({
    queryKey: ['lead', leadId],
    queryFn: () => getJson<LeadView>(path, { processId }),
  });
  const activity = useQuery({
    queryKey: ['lead', leadId, 'activity'],
    queryFn: () => getJson<ActivityPage>(`${path}/activity`, { processId }),
  });
  return (
    <Dialog kind="drawer" title={lead.data === undefined ? 'Lead' : fullName(lead.data)} onClose={onClose}>
      <QueryState query={lead}>{(data) => <Parameters lead={data} />}</QueryState>
      {can('lead:read') ? (
        <section className={styles['section']} aria-label="Why">
          <h3>Why it is next, or is not</h3>
          <LeadWhy leadId={leadId} />
        </section>
      ) : null}
      <section className={styles['section']}>
        <div className={styles['sectionHead']}>
          <h3>Activity</h3>
          <Button
            tone="icon"
            aria-label="Show in Call Log"
            onPress={() => navigate(`/reporting?lead=${encodeURIComponent(leadId)}`)}
          >
            <Icon name="redirect" />
          </Button>
        </div>
        <QueryState query={activity}>{(page) => <LeadTimeline activity={page} />}</QueryState>
      </section>
      {lead.data === undefined ? null : (
        <div className={styles['footer']}>
          <OpenLeadButton lead={lead.data} />
          {can('lead:update') ? <Button onPress={() => setEditing(true)}>Edit</Button> : null}
          {can('lead:delete') ? (
            <Button onPress={() => (lead.data === undefined ? undefined : onDelete(lead.data))}>
              <Icon name="trash" /> Delete lead
            </Button>
          ) : null}
        </div>
      )}
      {editing && lead.data !== undefined ? (
        <LeadEditDialog lead={lead.data} onClose={() => setEditing(false)} />
      ) : null}
    </Dialog>
  );
}

function Parameters({ lead }: { lead: LeadView }) {
  return (
    <>
      <section className={styles['section']}>
        <h3>Parameters</h3>
        <dl className={styles['list']}>
          <Parameter label="Caller ID" value={formatPhone(lead.callerId)} />
          <Parameter label="First name" value={lead.firstName} />
          <Parameter label="Last name" value={lead.lastName} />
          <Parameter label="E-mail" value={lead.email} />
          <dt>Status</dt>
          <dd>
            <StatusBadge lead={lead} />
          </dd>
          <Parameter label="Campaign" value={lead.campaignName} />
          <Parameter label="Vendor" value={lead.vendorName} />
          <Parameter label="Ownership code" value={lead.ownershipCode} />
          <Parameter label="Created at" value={formatDayTime(lead.createdAt)} />
          <Parameter label="ID" value={lead.leadId} />
        </dl>
      </section>
      <section className={styles['section']}>
        <h3>Custom parameters</h3>
        {lead.custom.length === 0 ? (
          <p className={styles['quiet']}>None. They are declared under Leads, Custom Parameters.</p>
        ) : (
          <dl className={styles['list']}>
            {lead.custom.map((custom) => (
              <Parameter key={custom.name} label={custom.label} value={custom.value} />
            ))}
          </dl>
        )}
      </section>
    </>
  );
}

function Parameter({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value === '' ? '—' : value}</dd>
    </>
  );
}
