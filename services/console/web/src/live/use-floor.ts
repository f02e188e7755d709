import { useEffect, useState } from 'react';
import type { TroubleEvent } from '../../../src/app/views/desk.ts';
import type { FloorEvent } from '../../../src/app/views/floor.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { EMPTY_FLOOR, takeFloorEvent, type FloorState } from '../logic/floor-state.ts';
import { randomId } from '../logic/random-id.ts';
import { useSession } from '../session.tsx';

/** Beats come every 15 s; after this long without any event the line is taken for dead. */
const SILENCE_MS_MAX = 40_000;
const WATCH_MS = 5000;
const REOPEN_MS = 3000;
const LOST = 'Not connected: what is shown may be old.';

/** The agents of the process, live for as long as the page is open. The stream opens again by itself. */
export function useFloor(): FloorState {
  const { processId } = useSession();
  const [state, setState] = useState(EMPTY_FLOOR);
  useEffect(() => {
    setState(EMPTY_FLOOR);
    return openFloor(processId, setState);
  }, [processId]);
  return state;
}

function openFloor(processId: string, set: (change: (before: FloorState) => FloorState) => void): () => void {
  const tabId = randomId();
  let source: EventSource | undefined;
  let heardMs = performance.now();
  let reopen: number | undefined;
  const tell = (trouble: string): void => set((before) => ({ ...before, trouble }));
  const open = (): void => {
    source?.close();
    heardMs = performance.now();
    const opened = new EventSource(`/api/agents/events?${new URLSearchParams({ processId, tabId })}`);
    source = opened;
    const on = (name: string, take: (data: unknown) => void): void =>
      opened.addEventListener(name, (message: MessageEvent<string>) => {
        heardMs = performance.now();
        take(JSON.parse(message.data));
      });
    // The server's own types describe its events.
    on('agents', (data) => set((before) => takeFloorEvent(before, data as FloorEvent, performance.now())));
    on('trouble', (data) => tell(problemText((data as TroubleEvent).text)));
    on('beat', () => {
      sendJson('POST', '/api/agents/alive', { tabId }).catch(() => {
        // A lost answer costs nothing: the next beat comes.
      });
    });
    on('closing', () => again());
    opened.addEventListener('error', () => {
      tell(LOST);
      // A broken line is tried again by the browser; an answer that is no stream is not.
      if (opened.readyState === EventSource.CLOSED) again();
    });
  };
  /** Asks for the session first: if it is over, the answer's 401 takes the page to the sign-in. */
  const again = (): void => {
    source?.close();
    window.clearTimeout(reopen);
    reopen = window.setTimeout(() => void getJson('/api/session').then(open, again), REOPEN_MS);
  };
  const watchdog = window.setInterval(() => {
    if (performance.now() - heardMs > SILENCE_MS_MAX) open();
  }, WATCH_MS);
  open();
  return () => {
    source?.close();
    window.clearTimeout(reopen);
    window.clearInterval(watchdog);
  };
}
