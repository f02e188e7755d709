import { DIALBACK_EVENTS } from '@firstring/contracts';
import { DialbackEvent } from '@firstring/contracts/dialback/dialback_service';
import { outboxEvent, updateDocument } from '@firstring/service-kit';
import { step, type Input } from '../domain/dialback.ts';
import type { Entry, MissedCalls } from '../domain/missed-calls.ts';
import { missedCallsId, toMissedCalls, toMissedCallsDoc } from '../store/missed-calls.ts';
import { encodeEntry } from './encode-entry.ts';
import type { DialbackDeps } from './ports.ts';

/** Applies one input to a person's missed calls; every entry that changed goes out as an event with the same write. */
export async function updateMissedCalls(
  deps: DialbackDeps,
  target: Pick<MissedCalls, 'processId' | 'phone'>,
  input: Input,
): Promise<MissedCalls> {
  const { processId, phone } = target;
  let moved: readonly Entry[] = [];
  const id = missedCallsId(processId, phone);
  const after = await updateDocument(deps.missedCalls, id, (doc, version) => {
    const before = toMissedCalls(doc ?? { processId, phone, entries: [] }, deps.rules);
    const next = step(before, input, deps.clock.now());
    moved = next.entries.filter((entry) => !before.entries.includes(entry));
    if (next === before) return { answer: before };
    const events = moved.map((entry) =>
      outboxEvent(deps, {
        topic: DIALBACK_EVENTS,
        key: processId,
        type: 'DialbackChanged',
        payload: DialbackEvent.encode({ dialback: encodeEntry(next, entry, version) }).finish(),
      }),
    );
    return { answer: next, doc: toMissedCallsDoc(next), events };
  });
  for (const { dialbackId, state, cause } of moved) deps.events.changed({ dialbackId, state, cause });
  return after;
}
