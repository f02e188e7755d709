import type { LeadStatusName } from '../../../src/app/views/leads.ts';
import { STATUS_WORDS } from '../logic/words.ts';
import styles from './status-badge.module.css';
import { Badge, type BadgeTone } from '../ui/badge.tsx';

const TONES: Readonly<Record<LeadStatusName, BadgeTone>> = {
  new: 'accent',
  contacted: 'warn',
  converted: 'good',
};

interface StatusBadgeProps {
  status: LeadStatusName;
  /** lies over the status, which stays what it was. */
  dialbackQueued: boolean;
}

export function StatusBadge({ status, dialbackQueued }: StatusBadgeProps) {
  const own = <Badge tone={TONES[status]}>{STATUS_WORDS[status]}</Badge>;
  if (!dialbackQueued) return own;
  return (
    <span className={styles['badges']}>
      <Badge tone="dialback">Dialback Queued</Badge> {own}
    </span>
  );
}
