import type { AuditPage, AuditRow } from '../../../src/app/views/audit.ts';
import { actionWords, OUTCOME_WORDS } from '../logic/audit-words.ts';
import { formatDayTime } from '../logic/formats.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Table, type Column } from '../ui/table.tsx';

const TONES = { done: 'plain', refused: 'warn', unknown: 'bad' } as const;

const COLUMNS: readonly Column<AuditRow>[] = [
  { label: 'No.', kind: 'figures', cell: ({ sequence }) => sequence },
  { label: 'When', kind: 'figures', cell: ({ at }) => formatDayTime(at) },
  { label: 'Who', cell: ({ userName }) => userName || 'Somebody not signed in' },
  { label: 'What', cell: ({ action }) => actionWords(action) },
  { label: 'Thing', cell: ({ resourceId }) => resourceId || '—' },
  { label: 'Outcome', cell: ({ outcome }) => <Badge tone={TONES[outcome]}>{OUTCOME_WORDS[outcome]}</Badge> },
];

export function AuditTable({ page, onShow }: { page: AuditPage; onShow(record: AuditRow): void }) {
  // An empty page may have others after it.
  const more = page.nextPageToken !== '';
  return (
    <Table
      rows={page.records}
      columns={COLUMNS}
      keyOf={({ sequence }) => String(sequence)}
      actions={(record) => (
        <Button
          tone="icon"
          aria-label={`Details of record ${record.sequence}`}
          onPress={() => onShow(record)}
        >
          <Icon name="details" />
        </Button>
      )}
      empty={more ? 'Nothing on this page fits. Older ones may.' : 'No record fits.'}
      nextPageToken={page.nextPageToken}
    />
  );
}
