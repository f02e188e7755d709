import { formatDayTime } from '../logic/formats.ts';
import { TwoLines } from '../ui/two-lines.tsx';

/** When an entry was made, and by whom. */
export function Since({ createdAt, createdBy }: { createdAt?: number | undefined; createdBy: string }) {
  return (
    <TwoLines
      first={createdAt === undefined ? '—' : formatDayTime(createdAt)}
      second={createdBy === '' ? '' : `by ${createdBy}`}
    />
  );
}
