import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';
import { Notice } from './notice.tsx';
import styles from './secret-dialog.module.css';

interface SecretDialogProps {
  title: string;
  /** Whom it is for, and that it is not shown again. */
  advice: string;
  /** What it is called and what it is; empty values are left out. */
  values: readonly (readonly [name: string, value: string])[];
  onClose(): void;
}

/** What is shown this once, to be written down. */
export function SecretDialog({ title, advice, values, onClose }: SecretDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={styles['secret']}>
        <Notice tone="good">{advice}</Notice>
        <dl>
          {values
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </div>
            ))}
        </dl>
        <DialogActions>
          <Button tone="accent" autoFocus onPress={onClose}>
            Done
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
