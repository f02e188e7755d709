import { useMutation } from '@tanstack/react-query';
import type { TriedLeadView } from '../../../src/app/views/scripts.ts';
import { sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import field from '../ui/field.module.css';
import { Problem } from '../ui/problem.tsx';
import { Table, type Column } from '../ui/table.tsx';
import styles from './filters.module.css';

interface ScriptFieldProps {
  source: string;
  onChange(source: string): void;
}

/** the script's text, and what it answers for some leads before it is saved. */
export function ScriptField({ source, onChange }: ScriptFieldProps) {
  const can = useCan();
  const { processId } = useSession();
  const trial = useMutation({
    mutationFn: (script: string) =>
      sendJson<{ leads: TriedLeadView[] }>(
        'POST',
        `/api/filter-groups/scripts/try?processId=${encodeURIComponent(processId)}`,
        { script },
      ),
  });
  return (
    <div className={styles['script']}>
      <textarea
        className={field['control']}
        aria-label="Script"
        rows={5}
        maxLength={16_384}
        spellCheck={false}
        placeholder={'const key = (lead) => lead.attempts;'}
        value={source}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className={styles['quiet']}>
        A function <code>key(lead)</code> that answers a number or text: leads are ordered by it. A lead has
        what filters may name, and its custom parameters in <code>lead.custom</code>.
      </p>
      {can('lead:read') ? (
        <div>
          <Button onPress={() => (trial.isPending ? undefined : trial.mutate(source))}>
            {trial.isPending ? 'Trying…' : 'Try on 5 leads'}
          </Button>
        </div>
      ) : null}
      <Problem of={trial.error} />
      {trial.data === undefined ? null : (
        <div role="status">
          <Table
            rows={trial.data.leads}
            columns={COLUMNS}
            keyOf={({ leadId }) => leadId}
            empty="There is no lead to try it on yet."
          />
        </div>
      )}
    </div>
  );
}

const COLUMNS: readonly Column<TriedLeadView>[] = [
  { label: 'Lead', cell: ({ name, leadId }) => name || leadId },
  {
    label: 'Key',
    kind: 'text',
    cell: ({ key, failure }) => (failure === undefined ? String(key) : `No key: ${failure.message}`),
  },
];
