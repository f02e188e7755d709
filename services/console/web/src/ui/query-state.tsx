import type { ReactNode } from 'react';
import { problemText } from '../api-client.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface QueryStateProps<T> {
  query: { data: T | undefined; error: Error | null; refetch(): unknown };
  children(data: T): ReactNode;
}

/** Data that is there, a problem with a way to try again, or nothing yet. Old data stay while new ones are read. */
export function QueryState<T>({ query, children }: QueryStateProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error === null) return <p role="status">Reading…</p>;
  return (
    <Notice tone="bad">
      {problemText(query.error)} <Button onPress={() => void query.refetch()}>Try again</Button>
    </Notice>
  );
}
