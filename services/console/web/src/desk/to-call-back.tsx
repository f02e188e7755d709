import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MissedCallPage, MissedCallView } from '../../../src/app/views/missed-calls.ts';
import { getJson } from '../api-client.ts';
import { HandledButton } from '../live/handled-button.tsx';
import { formatDayTime, formatPhone } from '../logic/formats.ts';
import { MISSED_CAUSE_WORDS } from '../logic/missed-call-words.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { useDesk } from './desk-context.tsx';
import { NewCallDialog } from './new-call-dialog.tsx';
import styles from './own-leads.module.css';
import { useOpenLead } from './use-open-lead.ts';

/** Others tick off too. */
const REFRESH_MS = 30_000;
const SHOWN_MAX = '20';

/** calls that nobody is dialled back for by themselves; there is nothing to see while there are none. */
export function ToCallBack() {
  const { processId } = useSession();
  const can = useCan();
  const missed = useQuery({
    queryKey: ['missed-calls', 'own', processId],
    queryFn: () => getJson<MissedCallPage>('/api/desk/missed-calls', { processId, pageSize: SHOWN_MAX }),
    enabled: can('missed-call:handle-own'),
    refetchInterval: REFRESH_MS,
    refetchOnMount: 'always',
  });
  const calls = missed.data?.calls ?? [];
  if (calls.length === 0) return null;
  return (
    <section className={styles['list']} aria-label="To call back by hand">
      <h2>To call back by hand</h2>
      <ul>
        {calls.map((call) => (
          <Row key={call.dialbackId} call={call} />
        ))}
      </ul>
    </section>
  );
}

function Row({ call }: { call: MissedCallView }) {
  const { processId } = useSession();
  const { can, desk } = useDesk();
  const open = useOpenLead();
  const [isTyping, setTyping] = useState(false);
  const { phone, leadId, campaignId, missedAt, missedCause } = call;
  // Once something has come to the desk the dialog is in its way.
  const isShown = isTyping && desk?.preview === undefined;
  return (
    <li className={styles['row']}>
      <span className={styles['name']}>{formatPhone(phone)}</span>
      <span className={styles['buttons']}>
        <Button
          aria-label={`Call back ${formatPhone(phone)}`}
          isDisabled={!can.open || open.isPending}
          onPress={() => (leadId === '' ? setTyping(true) : open.mutate({ processId, leadId }))}
        >
          Call back
        </Button>
        <HandledButton call={call} />
      </span>
      <span className={styles['quiet']}>
        {[missedAt === undefined ? '' : formatDayTime(missedAt), MISSED_CAUSE_WORDS[missedCause]]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      <div className={styles['problem']}>
        <Problem of={open.error} />
      </div>
      {isShown ? <NewCallDialog start={{ phone, campaignId }} onClose={() => setTyping(false)} /> : null}
    </li>
  );
}
