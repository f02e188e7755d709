import { DIALBACK_EVENTS } from '@firstring/contracts';
import { DialbackEvent, DialbackState } from '@firstring/contracts/dialback/dialback_service';
import type { CallsIn } from '../stack/caller-load.ts';
import { readLog } from './_read-log.ts';

/** One state of a missed call, in the order of its person's versions. */
export interface MissedCallEvent {
  readonly dialbackId: string;
  readonly phone: string;
  readonly state: string;
  readonly cause: string;
  readonly version: bigint;
}

const OPEN: ReadonlySet<string> = new Set([
  DialbackState.DIALBACK_STATE_QUEUED,
  DialbackState.DIALBACK_STATE_PRESENTED,
  DialbackState.DIALBACK_STATE_DIALING,
]);

/** I4: every missed call a caller was told of is there once, and each has exactly one outcome. */
export function checkMissedCalls(
  calls: ReadonlyMap<string, CallsIn>,
  events: readonly MissedCallEvent[],
): string[] {
  const byCall = Map.groupBy(events, ({ dialbackId }) => dialbackId);
  const outcomes = [...byCall].flatMap(([dialbackId, ofCall]) => {
    const ends = new Set(
      ofCall.filter(({ state }) => !OPEN.has(state)).map(({ state, cause }) => `${state} ${cause}`),
    );
    const last = ofCall.toSorted((a, b) => Number(a.version - b.version)).at(-1);
    if (last !== undefined && OPEN.has(last.state)) return [`${dialbackId} has no outcome: ${last.state}`];
    return ends.size === 1 ? [] : [`${dialbackId} has ${ends.size} outcomes: ${[...ends].join(', ')}`];
  });
  const byPhone = Map.groupBy(byCall.values(), ([event]) => event?.phone ?? '');
  const counts = [...calls].flatMap(([phone, { begun, turnedAway }]) => {
    const kept = byPhone.get(phone)?.length ?? 0;
    return kept >= turnedAway && kept <= begun
      ? []
      : [`${phone} called ${begun} times, was turned away ${turnedAway} times, and ${kept} calls are kept`];
  });
  return [...outcomes, ...counts];
}

/** All states of all missed calls, from the stopped product's log. */
export async function readMissedCalls(file: string): Promise<MissedCallEvent[]> {
  const messages = await readLog(file, DIALBACK_EVENTS);
  return messages.flatMap(({ payload }) => DialbackEvent.decode(payload).dialback ?? []);
}
