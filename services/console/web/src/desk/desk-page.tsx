import { useEffect } from 'react';
import { fullName } from '../logic/formats.ts';
import { stripWords } from '../logic/strip-words.ts';
import { levelWords, ownCauseWords } from '../logic/words.ts';
import { Button } from '../ui/button.tsx';
import { useDesk, type DeskContextValue } from './desk-context.tsx';
import styles from './desk-page.module.css';
import { EmptyState } from './empty-state.tsx';
import { HandoverCard } from './handover-card.tsx';
import { LeadCard } from './lead-card.tsx';
import { OutcomePanel } from './outcome-panel.tsx';
import { OwnLeads } from './own-leads.tsx';
import { StateStrip } from './state-strip.tsx';
import { StatusBar } from './status-bar.tsx';
import { WaitingStrip } from './waiting-strip.tsx';
import { useDeskActions } from './use-desk-actions.ts';
import { LEAD_ID, OUTCOME_ID, useDeskFocus } from './use-desk-focus.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The agent's desk: state and action at the top, the lead in the middle, the outcome at its side, the connection below. */
export function DeskPage() {
  const desk = useDesk();
  const actions = useDeskActions();
  useShortcuts({
    r: () => void actions.ready(),
    d: () => void actions.dial(),
    s: () => void actions.skip(),
    h: () => void actions.hangUp(),
    c: () => void actions.claim(),
    n: () => document.getElementById('note')?.focus(),
  });
  const announcement = useAnnouncement(desk);
  useDeskFocus(desk.desk);
  if (desk.connection === 'taken_over') return <TakenOver onTakeOver={desk.takeOver} />;
  const preview = desk.desk?.preview;
  const isIdle = preview === undefined && desk.desk?.handover === undefined;
  return (
    <div className={styles['desk']}>
      <h1 className="visually-hidden">Desk</h1>
      <p className="visually-hidden" role="status" aria-live="polite">
        {announcement}
      </p>
      <StateStrip actions={actions} />
      <div className={styles['columns']}>
        <div className={styles['work']}>
          <WaitingStrip />
          <section
            id={LEAD_ID}
            className={styles['lead']}
            aria-label={isIdle ? 'No lead' : 'Lead'}
            tabIndex={0}
          >
            <InHand />
          </section>
        </div>
        {isIdle ? (
          <section className={styles['rail']} aria-label="Your leads">
            <OwnLeads />
          </section>
        ) : (
          <section id={OUTCOME_ID} className={styles['rail']} aria-label="Outcome">
            <OutcomePanel key={preview?.attemptId ?? 'none'} actions={actions} />
          </section>
        )}
      </div>
      <StatusBar />
    </div>
  );
}

/** The agent's own lead, the one that a colleague gives them, or why there is none. */
function InHand() {
  const { desk } = useDesk();
  if (desk?.preview !== undefined) return <LeadCard preview={desk.preview} />;
  return desk?.handover === undefined ? <EmptyState /> : <HandoverCard handover={desk.handover} />;
}

function TakenOver({ onTakeOver }: { onTakeOver(): void }) {
  return (
    <div className={styles['over']}>
      <h1>Your desk is open in another tab</h1>
      <p>
        Only one tab shows leads, so that no lead is offered twice. Go on there, or bring the desk here: the
        other tab then stops.
      </p>
      <Button tone="accent" onPress={onTakeOver}>
        Use the desk here
      </Button>
    </div>
  );
}

/** What a screen reader is told, and the tab's title: the state and, once there is one, the lead. */
function useAnnouncement({ desk }: DeskContextValue): string {
  const words = desk === undefined ? undefined : stripWords(desk);
  const state = words?.title ?? 'Connecting';
  const lead = desk?.details?.lead;
  const name = lead === undefined ? '' : `: ${fullName(lead)}`;
  useEffect(() => {
    document.title = `${state}${name} · Firstring`;
  }, [state, name]);
  if (desk?.preview === undefined) return state;
  const cause = desk.call?.endCause ?? '';
  if (desk.presence === 'wrap_up' && cause !== '') return `${state}${name}: ${ownCauseWords(cause)}`;
  const level = levelWords(desk.preview);
  return `${state}${name}, ${level.badge}, ${level.words}`;
}
