import { useMutation } from '@tanstack/react-query';
import type { FilterClause } from '@firstring/domain/filters';
import type { CriteriaView } from '../../../src/app/views/filters.ts';
import { problemText, sendJson } from '../api-client.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import styles from './filters.module.css';

interface CriteriaFieldProps {
  text: string;
  onText(text: string): void;
  onRead(root: FilterClause): void;
}

/** "SQL criteria": text that becomes the conditions of the editor, or words about where it goes wrong. */
export function CriteriaField({ text, onText, onRead }: CriteriaFieldProps) {
  const { processId } = useSession();
  const reading = useMutation({
    mutationFn: () =>
      sendJson<CriteriaView>('POST', `/api/filters/criteria/parse?processId=${processId}`, {
        criteria: text,
      }),
    onSuccess: (answer) => (answer.type === 'parsed' ? onRead(answer.root) : undefined),
  });
  const refused = reading.data?.type === 'refused' ? reading.data : undefined;
  const error = refused?.message ?? (reading.error === null ? undefined : problemText(reading.error));
  return (
    <div className={`${styles['form']} ${styles['criteria']}`}>
      <TextField
        label="SQL criteria"
        value={text}
        error={error}
        spellCheck={false}
        hint="AND, OR, NOT, parentheses, = != < <= > >=, IN, LIKE, BETWEEN, IS NULL. Text and times in single quotes: email LIKE '%@example.com' AND opt_in_time >= '2026-11-01'"
        onChange={(event) => onText(event.target.value)}
      />
      {refused === undefined ? null : (
        <p className={styles['pointer']}>
          {text.slice(Math.max(0, refused.at - 30), refused.at)}
          <mark>{text.slice(refused.at, refused.at + 1) || '␣'}</mark>
          {text.slice(refused.at + 1, refused.at + 30)}
        </p>
      )}
      <div>
        <Button onPress={() => (reading.isPending ? undefined : reading.mutate())}>Read criteria</Button>
      </div>
    </div>
  );
}
