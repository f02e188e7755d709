import type { CallerOnLine } from '../../../src/app/views/desk.ts';
import { formatElapsed } from '../logic/durations.ts';
import { useServerNow } from '../ui/use-now.ts';
import { useDesk } from './desk-context.tsx';
import styles from './lead-card.module.css';

interface CallerLineProps {
  caller: CallerOnLine;
  /** Of ours, that they called; empty where nobody named it. */
  numberName: string;
}

/** Of somebody who is on the line: which number they called, for how long they have been there, and what is not known of them. */
export function CallerLine({ caller, numberName }: CallerLineProps) {
  const { clock } = useDesk();
  const now = useServerNow(clock);
  const { arrivedAt, withheld, leadCreated } = caller;
  const parts = [
    numberName === '' ? '' : `They called ${numberName}`,
    arrivedAt === undefined ? '' : `on the line for ${formatElapsed(Math.max(0, now - arrivedAt))}`,
    withheld ? 'the number is withheld' : '',
    leadCreated ? 'nobody we knew: the lead was made for this call' : '',
  ].filter((part) => part !== '');
  return <p className={styles['quiet']}>{parts.join(', ')}</p>;
}
