import type { OutboxEvent, Stored } from '@firstring/store';
import { stepCall } from '../domain/call.ts';
import type { CallAction } from '../domain/call-action.ts';
import type { AttemptDoc } from '../store/attempts.ts';
import { AttemptWriter } from './attempt-writer.ts';
import type { CallDeps } from './call-deps.ts';
import { encodeCallEvent } from './encode-call-event.ts';
import { settleUntilTaken } from './settle-permit.ts';

const PAGE_SIZE = 100;
/** A record's journal entry is kept so long, for whoever asks for the attempt again. */
const KEEP_MS = 86_400_000;

/**
 * Entries that are open without a live call: of a former run, or ended and not yet taken by claim. Each gets its one record, its
 * legs are hung up by their names, its permit is settled (F06, F07). Only this instance's own.
 */
export async function sweepJournal(
  deps: CallDeps,
  isLive: (attemptId: string) => boolean,
): Promise<'more' | 'done'> {
  let pageToken: string | undefined;
  do {
    const page = await deps.attempts.query({
      index: 'open',
      equals: [true, deps.settings.instance],
      pageSize: PAGE_SIZE,
      pageToken,
    });
    for (const { id } of page.items) {
      // A live call leaves the registry only after its last write: what is read after this look is final.
      const stored = isLive(id) ? undefined : await deps.attempts.get(id);
      if (stored?.doc.open === true) await trySweep(deps, stored);
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  await forgetOld(deps);
  return 'done';
}

/** One entry that cannot be swept does not keep the others from it. */
async function trySweep(deps: CallDeps, stored: Stored<AttemptDoc>): Promise<void> {
  try {
    await sweepAttempt(deps, stored);
  } catch (error) {
    deps.log.warn({ err: error, attemptId: stored.id }, 'attempt not swept yet');
  }
}

/** False when claim did not take the settlement: a later sweep tries again. */
export async function sweepAttempt(deps: CallDeps, stored: Stored<AttemptDoc>): Promise<boolean> {
  const { doc } = stored;
  const { state, actions } = stepCall(doc.state, { type: 'restarted' }, deps.clock.now());
  const writer = new AttemptWriter(deps, stored.id, stored.version);
  const entry = {
    state,
    instance: doc.instance,
    traces: doc.traces,
    endedAt: state.times.endAt ?? deps.clock.now(),
  };
  if (actions.length > 0) {
    for (const trace of doc.traces) deps.gateway.endTrace(trace);
    writer.note({ ...entry, open: state.permit !== undefined }, eventsOf(deps, doc, actions));
    await writer.flush();
    deps.events.attemptSwept({ attemptId: stored.id, cause: state.verdict?.cause ?? '' });
  }
  if (state.permit === undefined) return true;
  const outcome = state.counted ? 'COUNTED' : 'NOT_RUNG';
  if (!(await settleUntilTaken(deps, state.permit, outcome))) return false;
  writer.note({ ...entry, open: false }, []);
  await writer.flush();
  return true;
}

function eventsOf(deps: CallDeps, doc: AttemptDoc, actions: readonly CallAction[]): readonly OutboxEvent[] {
  return actions.flatMap((action) =>
    action.type === 'publish' ? [encodeCallEvent(deps, doc.state.subject, action)] : [],
  );
}

/** Old entries go, a page at a time. */
async function forgetOld(deps: CallDeps): Promise<void> {
  const page = await deps.attempts.query({
    index: 'ended',
    range: { to: deps.clock.now() - KEEP_MS },
    pageSize: PAGE_SIZE,
  });
  for (const { id, version, doc } of page.items) {
    if (!doc.open) await deps.attempts.delete({ id, expectedVersion: version });
  }
}
