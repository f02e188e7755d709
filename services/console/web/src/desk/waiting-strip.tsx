import { waitingCounts } from '../logic/words.ts';
import { useDesk } from './desk-context.tsx';
import styles from './waiting-strip.module.css';

/** How many leads wait for this agent in each level. */
export function WaitingStrip() {
  const { desk } = useDesk();
  return (
    <ul className={styles['waiting']} aria-label="Leads waiting for you">
      {waitingCounts(desk?.waiting ?? []).map((level) => (
        <li key={level.id} className={styles['level']} data-empty={level.count === 0} title={level.words}>
          <span className={styles['label']}>{level.label}</span>
          <span className={styles['count']}>{level.count}</span>
        </li>
      ))}
    </ul>
  );
}
