import type { HandoverView } from '../../../src/app/views/desk.ts';
import { handoverWords } from '../logic/handover-words.ts';
import { formatPhone, fullName } from '../logic/formats.ts';
import { Badge } from '../ui/badge.tsx';
import { useDesk } from './desk-context.tsx';
import styles from './lead-card.module.css';
import { LeadFacts, MissingDetails } from './lead-card.tsx';

/** Whose call rings, and who the lead is: read before the phone is lifted. */
export function HandoverCard({ handover }: { handover: HandoverView }) {
  const { desk } = useDesk();
  const details = desk?.details;
  const { title } = handoverWords(handover);
  return (
    <article className={styles['card']}>
      <header className={styles['head']}>
        <p className={styles['level']}>
          <Badge tone="accent">Transfer</Badge>
          <span>from {handover.fromName}</span>
        </p>
        <h2 className={styles['name']}>{details === undefined ? title : fullName(details.lead)}</h2>
        <p className={styles['reach']}>
          <span className={styles['number']}>
            {details === undefined ? '…' : formatPhone(details.lead.callerId)}
          </span>
          <span className={styles['quiet']}>{details?.lead.email}</span>
        </p>
      </header>
      {details === undefined ? (
        <MissingDetails problem={desk?.detailsProblem} />
      ) : (
        <LeadFacts details={details} />
      )}
    </article>
  );
}
