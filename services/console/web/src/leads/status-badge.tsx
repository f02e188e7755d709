import type { LeadRow, LeadStatusName } from '../../../src/app/views/leads.ts';
import { STATUS_WORDS } from '../logic/words.ts';
import styles from './status-badge.module.css';
import { Badge, type BadgeTone } from '../ui/badge.tsx';

const TONES: Readonly<Record<LeadStatusName, BadgeTone>> = {
  new: 'accent',
  contacted: 'warn',
  converted: 'good',
};

type Marked = Pick<LeadRow, 'status' | 'dialbackQueued' | 'automaticRedial'>;

/** The lead's own status; an open dial-back lies over it, and stands before Automatic Redial. */
export function StatusBadge({ lead: { status, dialbackQueued, automaticRedial } }: { lead: Marked }) {
  const own = <Badge tone={TONES[status]}>{STATUS_WORDS[status]}</Badge>;
  if (!dialbackQueued && !automaticRedial) return own;
  return (
    <span className={styles['badges']}>
      {dialbackQueued ? (
        <Badge tone="dialback">Dialback Queued</Badge>
      ) : (
        <Badge tone="callback">Automatic Redial</Badge>
      )}
      {own}
    </span>
  );
}
