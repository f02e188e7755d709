import type { DeskEvent, ReasonView } from '../../../src/app/views/desk.ts';
import { formatRemaining } from '../logic/durations.ts';
import { emptyWords, idleWords } from '../logic/empty-state.ts';
import { formatClock } from '../logic/formats.ts';
import { reasonLabel } from '../logic/reason-words.ts';
import { Notice } from '../ui/notice.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { useDesk } from './desk-context.tsx';
import { NewCallButton } from './new-call-button.tsx';
import styles from './empty-state.module.css';
import { NoticeQuestion } from './notice-question.tsx';

/** No lead, and why: the class of reason and when the next one is due, never a bare "no leads". */
export function EmptyState() {
  const { desk } = useDesk();
  const words = desk === undefined ? undefined : emptyWords(desk);
  return (
    <div className={styles['card']}>
      <h2>{words?.title ?? 'Opening your desk'}</h2>
      <p className={styles['why']}>{words?.why ?? 'This takes a moment.'}</p>
      {words?.nextDueAt === undefined ? null : <NextDue at={words.nextDueAt} />}
      {words === undefined || words.heldBack.length === 0 ? null : <HeldBack reasons={words.heldBack} />}
      {desk?.idleGap === true ? (
        <div className={styles['idle']}>
          <IdleAlert desk={desk} />
        </div>
      ) : null}
      <NewCallButton />
      <NoticeQuestion />
    </div>
  );
}

function NextDue({ at }: { at: number }) {
  const { clock } = useDesk();
  const now = useServerNow(clock);
  const soon = at <= now;
  return (
    <p className={styles['due']}>
      Next lead due at <strong>{formatClock(at)}</strong>
      {soon ? ' (now)' : ` (in ${formatRemaining(at - now)})`}
    </p>
  );
}

/** with the queue's own explanation, so that Support is rarely needed, and can help at once where it is. */
function IdleAlert({ desk }: { desk: DeskEvent }) {
  return (
    <Notice tone="warn">
      <p>
        You have been ready for over 20 minutes without a lead. That is longer than usual: please contact
        Support.
      </p>
      <p>The queue says: {idleWords(desk)}</p>
    </Notice>
  );
}

function sentence({ reason, clearsAt }: ReasonView): string {
  const until = clearsAt === undefined ? '' : `, until ${formatClock(clearsAt)}`;
  return `${reasonLabel(reason)}${until}.`;
}

function HeldBack({ reasons }: { reasons: readonly ReasonView[] }) {
  return (
    <div className={styles['held']}>
      <h3>Waiting leads are held back because</h3>
      <ul>
        {reasons.map((reason) => (
          <li key={reason.reason}>{sentence(reason)}</li>
        ))}
      </ul>
    </div>
  );
}
