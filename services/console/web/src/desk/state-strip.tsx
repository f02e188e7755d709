import type { LaneName } from '../../../src/app/views/desk.ts';
import { formatElapsed, formatRemaining, shareLeft } from '../logic/durations.ts';
import { stripWords, type StripWords } from '../logic/strip-words.ts';
import { Button } from '../ui/button.tsx';
import { useServerNow } from '../ui/use-now.ts';
import { useDesk } from './desk-context.tsx';
import { CallControls } from './call-controls.tsx';
import { PresenceControl } from './presence-control.tsx';
import styles from './state-strip.module.css';
import type { DeskActions } from './use-desk-actions.ts';

const SHORT_MS = 10_000;
const CONNECTING: StripWords = { title: 'Connecting', hint: 'The desk is being opened.', tone: 'idle' };

/** Presence, what is going on, and the three actions, each always in the same place. */
export function StateStrip({ actions }: { actions: DeskActions }) {
  const { desk, can, busy, problem, connection, leftColleague } = useDesk();
  const words = desk === undefined ? CONNECTING : stripWords(desk);
  const told =
    leftColleague === undefined ? words.hint : `${leftColleague} has left. You talk with the lead again.`;
  const hint = connection === 'lost' ? 'Not connected: buttons wait for the connection.' : told;
  const waits = (name: string): boolean => [...busy].some((command) => command.startsWith(name));
  return (
    <div className={styles['strip']} data-tone={connection === 'lost' ? 'warn' : words.tone}>
      <PresenceControl actions={actions} />
      <div className={styles['state']}>
        <p className={styles['title']}>
          <span className={styles['words']}>{words.title}</span>
          <StripTimer words={words} />
        </p>
        {problem === undefined ? (
          <p className={styles['hint']}>{hint}</p>
        ) : (
          <p className={`${styles['hint']} ${styles['problem']}`} role="alert">
            {problem}
          </p>
        )}
        <TimeBar words={words} />
      </div>
      <CallControls actions={actions} />
      <div className={styles['actions']}>
        <Button
          className={styles['action']}
          shortcut="S"
          isDisabled={!can.skip}
          onPress={() => void actions.skip()}
        >
          {skipWord(desk?.preview?.lane)}
        </Button>
        <Button
          className={styles['action']}
          tone="bad"
          shortcut="H"
          isDisabled={!can.hangUp || waits('hang-up')}
          onPress={() => void actions.hangUp()}
        >
          Hang up
        </Button>
        <Button
          className={`${styles['action']} ${styles['dial']}`}
          tone="good"
          shortcut="D"
          isDisabled={!can.dial || waits('dial')}
          onPress={() => void actions.dial()}
        >
          Dial
        </Button>
      </div>
    </div>
  );
}

/** What giving back what is in hand is called. */
function skipWord(lane: LaneName | undefined): string {
  switch (lane) {
    case 'by_hand':
      return 'Close';
    case 'caller':
      return 'Decline';
    default:
      return 'Skip';
  }
}

function StripTimer({ words }: { words: StripWords }) {
  const { clock } = useDesk();
  const now = useServerNow(clock);
  if (words.untilAt !== undefined) {
    return (
      <span role="timer" className={styles['timer']}>
        {formatRemaining(words.untilAt - now)} left
      </span>
    );
  }
  if (words.sinceAt === undefined) return null;
  return (
    <span role="timer" className={styles['timer']}>
      {formatElapsed(now - words.sinceAt)}
    </span>
  );
}

/** The same countdown for the corner of the eye. Its place is kept while nothing counts down. */
function TimeBar({ words }: { words: StripWords }) {
  const { clock } = useDesk();
  const now = useServerNow(clock);
  const { untilAt, fromAt } = words;
  const share = untilAt === undefined || fromAt === undefined ? 0 : shareLeft(fromAt, untilAt, now);
  const short = untilAt !== undefined && untilAt - now < SHORT_MS;
  return (
    <div className={styles['bar']} aria-hidden="true">
      <div className={styles['fill']} data-short={short} style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
