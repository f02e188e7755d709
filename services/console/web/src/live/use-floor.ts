import { useEffect, useState } from 'react';
import type { TroubleEvent } from '../../../src/app/views/desk.ts';
import type { FloorEvent } from '../../../src/app/views/floor.ts';
import { problemText } from '../api-client.ts';
import { EventLine } from '../event-line.ts';
import { EMPTY_FLOOR, takeFloorEvent, type FloorState } from '../logic/floor-state.ts';
import { LOST_WORDS } from '../logic/lost-words.ts';
import { randomId } from '../logic/random-id.ts';
import { useSession } from '../session.tsx';

/** The agents of the process, live for as long as the page is open. The stream opens again by itself. */
export function useFloor(): FloorState {
  const { processId } = useSession();
  const [state, setState] = useState(EMPTY_FLOOR);
  useEffect(() => {
    setState(EMPTY_FLOOR);
    const line = floorLine(processId, setState);
    line.open();
    return () => line.close();
  }, [processId]);
  return state;
}

function floorLine(processId: string, set: (change: (before: FloorState) => FloorState) => void): EventLine {
  const tabId = randomId();
  const tell = (trouble: string): void => set((before) => ({ ...before, trouble }));
  const line = new EventLine({
    url: `/api/agents/events?${new URLSearchParams({ processId, tabId })}`,
    alivePath: '/api/agents/alive',
    tabId,
    types: ['agents', 'trouble', 'closing'],
    onLost: () => tell(LOST_WORDS),
    onEvent(type, event) {
      // The server's own types describe its events.
      if (type === 'agents') set((before) => takeFloorEvent(before, event as FloorEvent, performance.now()));
      else if (type === 'trouble') tell(problemText((event as TroubleEvent).text));
      else line.reopenLater();
    },
  });
  return line;
}
