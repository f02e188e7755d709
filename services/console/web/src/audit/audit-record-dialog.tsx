import type { AuditRow } from '../../../src/app/views/audit.ts';
import { actionWords, OUTCOME_WORDS } from '../logic/audit-words.ts';
import { formatDayTime } from '../logic/formats.ts';
import { roleLabel } from '../logic/role-words.ts';
import { Dialog } from '../ui/dialog.tsx';
import audit from './audit.module.css';

/** Everything a record says, its place in the chain included. */
export function AuditRecordDialog({ record, onClose }: { record: AuditRow; onClose(): void }) {
  const { who } = record;
  const lines: readonly (readonly [string, string])[] = [
    ['When', formatDayTime(record.at)],
    ['Who', record.userName === '' ? 'Somebody not signed in' : `${record.userName} (${who.userId})`],
    ['With the roles', who.roles.map(roleLabel).join(', ')],
    ['From', who.address],
    ['In the session', who.session],
    ['What', actionWords(record.action)],
    ['Thing', record.resourceId],
    ['Outcome', OUTCOME_WORDS[record.outcome]],
    ['Reason', record.reason],
    ['Request', record.requestId],
  ];
  const hashes: readonly (readonly [string, string])[] = [
    ['The thing before', record.beforeHash],
    ['The thing after', record.afterHash],
    ['Record before', record.previousHash],
    ['This record', record.hash],
  ];
  return (
    <Dialog title={`Record ${record.sequence}`} kind="drawer" onClose={onClose}>
      <Lines lines={lines} />
      <h3>Hashes</h3>
      <Lines lines={hashes} />
    </Dialog>
  );
}

function Lines({ lines }: { lines: readonly (readonly [string, string])[] }) {
  return (
    <dl className={audit['lines']}>
      {lines
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
