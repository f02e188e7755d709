import { formatPhone } from '../logic/formats.ts';
import { callerName } from '../logic/missed-call-words.ts';
import { Link } from '../ui/link.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import styles from './live.module.css';

interface CallerCellProps {
  caller: { readonly leadId: string; readonly leadName: string; readonly phone: string };
  /** Below somebody who is no lead. */
  nobody?: string;
}

/** Who calls or called: the lead, to be looked at, with the number they call from; or the number alone. */
export function CallerCell({ caller, nobody = '' }: CallerCellProps) {
  const { leadId, leadName, phone } = caller;
  const name = <span className={leadName === '' ? styles['number'] : ''}>{callerName(caller)}</span>;
  const number =
    leadName === '' || phone === '' ? '' : <span className={styles['number']}>{formatPhone(phone)}</span>;
  return (
    <TwoLines
      first={leadId === '' ? name : <Link to={`/leads?lead=${encodeURIComponent(leadId)}`}>{name}</Link>}
      second={leadId === '' ? nobody : number}
    />
  );
}
