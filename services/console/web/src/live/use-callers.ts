import { useEffect, useState } from 'react';
import type { TroubleEvent } from '../../../src/app/views/desk.ts';
import type { CallersEvent, DialbacksEvent } from '../../../src/app/views/missed-calls.ts';
import { problemText } from '../api-client.ts';
import { EventLine } from '../event-line.ts';
import { clockFrom, type ServerClock } from '../logic/clock-offset.ts';
import { LOST_WORDS } from '../logic/lost-words.ts';
import { randomId } from '../logic/random-id.ts';
import { useSession } from '../session.tsx';

interface Part<Told> {
  /** Undefined before the first picture. */
  readonly told: Told | undefined;
  /** What is shown may be old, and why. */
  readonly trouble: string;
  readonly clock: ServerClock | undefined;
}

const NOTHING = { told: undefined, trouble: '', clock: undefined };

/** Waiting callers and open dial-backs, live; each part has its own trouble. */
export function useCallers(): {
  readonly callers: Part<CallersEvent>;
  readonly dialbacks: Part<DialbacksEvent>;
} {
  const { processId } = useSession();
  const [callers, setCallers] = useState<Part<CallersEvent>>(NOTHING);
  const [dialbacks, setDialbacks] = useState<Part<DialbacksEvent>>(NOTHING);
  useEffect(() => {
    setCallers(NOTHING);
    setDialbacks(NOTHING);
    const line = callersLine(processId, setCallers, setDialbacks);
    line.open();
    return () => line.close();
  }, [processId]);
  return { callers, dialbacks };
}

type Set<Told> = (change: (before: Part<Told>) => Part<Told>) => void;

function callersLine(
  processId: string,
  setCallers: Set<CallersEvent>,
  setDialbacks: Set<DialbacksEvent>,
): EventLine {
  const tabId = randomId();
  const line = new EventLine({
    url: `/api/callers/events?${new URLSearchParams({ processId, tabId })}`,
    alivePath: '/api/callers/alive',
    tabId,
    types: ['callers', 'dialbacks', 'callers-trouble', 'dialbacks-trouble', 'closing'],
    onLost() {
      setCallers((before) => troubled(before, LOST_WORDS));
      setDialbacks((before) => troubled(before, LOST_WORDS));
    },
    onEvent(type, event) {
      // The server's own types describe its events.
      if (type === 'callers') setCallers((before) => taken(before, event as CallersEvent));
      else if (type === 'dialbacks') setDialbacks((before) => taken(before, event as DialbacksEvent));
      else if (type === 'callers-trouble') setCallers((before) => troubled(before, wordsOf(event)));
      else if (type === 'dialbacks-trouble') setDialbacks((before) => troubled(before, wordsOf(event)));
      else line.reopenLater();
    },
  });
  return line;
}

function taken<Told extends { serverAt: number }>({ clock }: Part<Told>, told: Told): Part<Told> {
  return { told, trouble: '', clock: clock ?? clockFrom(told.serverAt, performance.now()) };
}

function troubled<Told>(before: Part<Told>, trouble: string): Part<Told> {
  return { ...before, trouble };
}

function wordsOf(data: unknown): string {
  return problemText((data as TroubleEvent).text); // the server's own event
}
