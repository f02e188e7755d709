import { problemText } from '../api-client.ts';
import { Notice } from './notice.tsx';

/** What went wrong, in words; nothing while nothing has. */
export function Problem({ of }: { of: Error | null | undefined }) {
  return of === null || of === undefined ? null : <Notice tone="bad">{problemText(of)}</Notice>;
}
