import type { ReactNode } from 'react';
import { problemText } from '../api-client.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import styles from './query-state.module.css';

interface QueryStateProps<T> {
  query: { data: T | undefined; error: Error | null; refetch(): unknown };
  children(data: T): ReactNode;
}

/** Data that is there, a problem with a way to try again, or nothing yet. Old data stay while new ones are read. */
export function QueryState<T>({ query, children }: QueryStateProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error === null) return <Waiting />;
  return (
    <Notice tone="bad">
      <div className={styles['problem']}>
        {problemText(query.error)}
        <Button onPress={() => void query.refetch()}>Try again</Button>
      </div>
    </Notice>
  );
}

/** Comes into sight only when it takes long: most answers are there before a word could be read. */
export function Waiting() {
  return (
    <p role="status" className={styles['waiting']}>
      Reading…
    </p>
  );
}
