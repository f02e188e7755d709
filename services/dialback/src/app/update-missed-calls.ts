import { DIALBACK_EVENTS } from '@firstring/contracts';
import { DialbackEvent } from '@firstring/contracts/dialback/dialback_service';
import { outboxEvent, updateDocument } from '@firstring/service-kit';
import { step, type Entry, type Input, type MissedCalls } from '../domain/dialback.ts';
import { missedCallsId } from '../store/missed-calls.ts';
import { encodeEntry } from './encode-entry.ts';
import type { DialbackDeps } from './ports.ts';

/** Applies one input to a number's missed calls; every entry that changed goes out as an event with the same write. */
export async function updateMissedCalls(
  deps: DialbackDeps,
  target: { processId: string; phone: string },
  input: Input,
): Promise<MissedCalls> {
  const { processId, phone } = target;
  let moved: readonly Entry[] = [];
  const after = await updateDocument(deps.missedCalls, missedCallsId(processId, phone), (doc, version) => {
    const before = doc ?? { processId, phone, entries: [] };
    const next = step(before, input, deps.policy, deps.clock.now());
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
    return { answer: next, doc: next, events };
  });
  for (const { dialbackId, state, cause } of moved) deps.events.changed({ dialbackId, state, cause });
  return after;
}
