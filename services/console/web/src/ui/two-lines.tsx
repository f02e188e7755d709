import type { ReactNode } from 'react';
import styles from './table.module.css';

/** What matters, and below it, smaller, what belongs to it. */
export function TwoLines({ first, second }: { first: ReactNode; second?: ReactNode }) {
  return (
    <div className={styles['two']}>
      <div>{first}</div>
      {second === undefined || second === '' ? null : <div>{second}</div>}
    </div>
  );
}
