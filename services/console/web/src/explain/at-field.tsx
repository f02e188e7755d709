import { fromLocalInput, toLocalInput } from '../logic/formats.ts';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import styles from './explain.module.css';

interface AtFieldProps {
  /** Absent = now. */
  at: number | undefined;
  onChange(at: number | undefined): void;
}

/** For which instant an explanation is asked for: now, or a later one. */
export function AtField({ at, onChange }: AtFieldProps) {
  return (
    <div className={styles['at']}>
      <InputField
        label="Explain for"
        hint="Empty: now."
        type="datetime-local"
        min={toLocalInput(Date.now())}
        value={at === undefined ? '' : toLocalInput(at)}
        onChange={(event) => onChange(fromLocalInput(event.target.value))}
      />
      <Button isDisabled={at === undefined} onPress={() => onChange(undefined)}>
        Now
      </Button>
    </div>
  );
}
