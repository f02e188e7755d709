import type { LeadStatusName } from '../../../src/app/views/leads.ts';
import { STATUS_WORDS } from '../logic/words.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';

const TONES: Readonly<Record<LeadStatusName, BadgeTone>> = {
  new: 'accent',
  contacted: 'warn',
  converted: 'good',
};

export function StatusBadge({ status }: { status: LeadStatusName }) {
  return <Badge tone={TONES[status]}>{STATUS_WORDS[status]}</Badge>;
}
