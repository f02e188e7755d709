import { useEffect, useRef } from 'react';
import { levelWords } from '../logic/words.ts';
import { usePreferences } from '../preferences.ts';
import { playChime } from './chime.ts';
import { useDesk } from './desk-context.tsx';
import { showLeadNotice } from './lead-notice.ts';

/** Sound and notice when a lead, or a colleague's call, comes to the desk, whatever page or window is in front. */
export function LeadAlert() {
  const { desk } = useDesk();
  const { sound, notice } = usePreferences();
  const wanted = useRef({ sound, notice });
  wanted.current = { sound, notice };
  const { preview, handover } = desk ?? {};
  // What the agent has opened, they know.
  const offered = preview?.lane === 'by_hand' ? undefined : preview;
  const arrived = offered?.attemptId ?? handover?.attemptId;
  const text = offered === undefined ? 'A call for you' : `A lead for you: ${levelWords(offered).badge}`;
  const isKnown = desk !== undefined;
  const seen = useRef<string | undefined>(undefined);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isKnown) return undefined;
    // What a page finds when it is loaded again has been told before.
    const isNew = !isFirst.current && arrived !== undefined && arrived !== seen.current;
    isFirst.current = false;
    seen.current = arrived;
    if (!isNew) return undefined;
    if (wanted.current.sound) {
      playChime().catch(() => {
        // No sound device, or the browser does not let us: the page itself shows the lead.
      });
    }
    return wanted.current.notice === 'on' ? showLeadNotice(text) : undefined;
    // `text` belongs to what has arrived.
  }, [isKnown, arrived]);
  return null;
}
