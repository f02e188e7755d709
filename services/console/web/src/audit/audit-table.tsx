import type { AuditRow } from '../../../src/app/views/audit.ts';
import { actionWords, OUTCOME_WORDS } from '../logic/audit-words.ts';
import { formatDayTime } from '../logic/formats.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from '../ui/page.module.css';

const TONES = { done: 'plain', refused: 'warn', unknown: 'bad' } as const;

interface AuditTableProps {
  records: readonly AuditRow[];
  /** An empty page may have others after it. */
  more: boolean;
  onShow(record: AuditRow): void;
}

export function AuditTable({ records, more, onShow }: AuditTableProps) {
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Thing</th>
            <th scope="col">Outcome</th>
            <th scope="col" className={styles['actions']}>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.sequence}>
              <td className={styles['number']}>{record.sequence}</td>
              <td className={styles['number']}>{formatDayTime(record.at)}</td>
              <td>{record.userName === '' ? 'Somebody not signed in' : record.userName}</td>
              <td>{actionWords(record.action)}</td>
              <td>{record.resourceId === '' ? '—' : record.resourceId}</td>
              <td>
                <Badge tone={TONES[record.outcome]}>{OUTCOME_WORDS[record.outcome]}</Badge>
              </td>
              <td className={styles['actions']}>
                <div className={styles['icons']}>
                  <Button
                    tone="icon"
                    aria-label={`Details of record ${record.sequence}`}
                    onPress={() => onShow(record)}
                  >
                    <Icon name="details" />
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {records.length > 0 ? null : (
        <p className={styles['empty']}>
          {more ? 'Nothing on this page fits. Older ones may.' : 'No record fits.'}
        </p>
      )}
    </div>
  );
}
