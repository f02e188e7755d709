import type {
  CheckedPolicyView,
  PolicyMoveView,
  PolicyProblemView,
} from '../../../src/app/views/policies.ts';
import { formatClock, formatCount } from '../logic/formats.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Table } from '../ui/table.tsx';
import campaigns from './campaigns.module.css';
import styles from './policy.module.css';

interface FindingsProps {
  checked: CheckedPolicyView;
  onGoTo(problem: PolicyProblemView): void;
}

/** What is wrong with the text, and what is doubtful, each a way to its line. */
export function PolicyFindings({ checked: { errors, warnings }, onGoTo }: FindingsProps) {
  if (errors.length + warnings.length === 0) {
    return <p className={campaigns['quiet']}>Nothing is wrong with it.</p>;
  }
  const all = [
    ...errors.map((problem) => ({ problem, tone: 'bad', word: 'Error' }) as const),
    ...warnings.map((problem) => ({ problem, tone: 'warn', word: 'Warning' }) as const),
  ];
  return (
    <ul className={styles['findings']}>
      {all.map(({ problem, tone, word }) => (
        <li key={`${problem.line}:${problem.column} ${problem.message}`}>
          <Badge tone={tone}>{word}</Badge>{' '}
          <Button tone="link" onPress={() => onGoTo(problem)}>
            Line {problem.line}
          </Button>{' '}
          {problem.message}
        </li>
      ))}
    </ul>
  );
}

/** What is different from the policy of now. */
export function PolicyChanges({ changes }: { changes: readonly string[] }) {
  if (changes.length === 0) return <p className={campaigns['quiet']}>It says what holds now.</p>;
  return (
    <ul>
      {changes.map((change) => (
        <li key={change}>{change}</li>
      ))}
    </ul>
  );
}

/** Which leads go where; those that stay are one line. */
export function PolicyMoves({ moves: counted }: { moves: NonNullable<CheckedPolicyView['moves']> }) {
  const { asOfAt, moves } = counted;
  const moving = moves.filter(({ before, after }) => before !== after);
  const sum = (of: readonly PolicyMoveView[]) => of.reduce((all, { leads }) => all + leads, 0);
  const staying = sum(moves) - sum(moving);
  return (
    <>
      <p>
        {formatCount(sum(moving))} leads move, {formatCount(staying)} stay where they are, counted at{' '}
        {formatClock(asOfAt)}.
      </p>
      {moving.length === 0 ? null : (
        <Table
          rows={moving}
          keyOf={({ before, after }) => `${before} ${after}`}
          columns={[
            { label: 'From', kind: 'text', cell: ({ before }) => before },
            { label: 'To', kind: 'text', cell: ({ after }) => after },
            { label: 'Leads', kind: 'count', cell: ({ leads }) => formatCount(leads) },
          ]}
        />
      )}
    </>
  );
}
