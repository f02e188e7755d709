import type { PreviewView } from '../../../src/app/views/desk.ts';
import type { LeadView } from '../../../src/app/views/leads.ts';
import { firstNumber } from '../logic/first-number.ts';
import { formatPhone } from '../logic/formats.ts';
import { Button } from '../ui/button.tsx';
import { useDesk } from './desk-context.tsx';
import styles from './number-choice.module.css';
import { useDeskActions } from './use-desk-actions.ts';

/** The lead's numbers: Dial, and its shortcut, take the first; each further one has a button of its own. */
export function NumberChoice({ lead, preview }: { lead: LeadView; preview: PreviewView }) {
  const { can, busy } = useDesk();
  const actions = useDeskActions();
  const first = firstNumber(lead, preview);
  const dialled = preview.dialRequested ? preview.phone || first : '';
  return (
    <ul className={styles['numbers']} aria-label="Numbers">
      {[lead.callerId, ...lead.otherPhones].map((phone) => (
        <li key={phone} className={styles['number']} data-first={phone === first}>
          <span>{formatPhone(phone)}</span>
          {phone === first || preview.dialRequested ? null : (
            <Button
              aria-label={`Dial ${formatPhone(phone)}`}
              isDisabled={!can.dial || busy.size > 0}
              onPress={() => void actions.dial(phone)}
            >
              Dial
            </Button>
          )}
          {phone === dialled && lead.otherPhones.length > 0 ? (
            <span className={styles['quiet']}>dialled</span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
