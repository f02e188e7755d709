import { learn, NEW_FORECAST } from './forecast.ts';
import { countCall } from './ledger.ts';
import type { DialEnd, PacingMemory } from './automatic.ts';

export const NO_MEMORY: PacingMemory = { forecast: NEW_FORECAST, ledger: [], counted: [] };
const COUNTED_MAX = 1000;

/**
 * What an attempt that is over teaches: previews too, as their answered calls are the campaign's. Who hangs up before an agent could be there was not
 * left alone, and does not count as answered either. Of a recording only who asked for an agent counts.
 */
export function takeEnd(memory: PacingMemory, end: DialEnd, day: string): PacingMemory {
  const { attemptId, inviteAt, answeredAt, bridgedAt, endedAt } = end;
  if (inviteAt === undefined || memory.counted.includes(attemptId)) return memory;
  const ringMs = (answeredAt ?? endedAt) - inviteAt;
  const dialled = learn(memory.forecast, { type: 'dialled', answered: answeredAt !== undefined, ringMs });
  const forecast =
    bridgedAt === undefined ? dialled : learn(dialled, { type: 'talked', tookMs: endedAt - bridgedAt });
  const counted = [...memory.counted, attemptId].slice(-COUNTED_MAX);
  const how = howAnswered(end);
  const ledger = how === undefined ? memory.ledger : countCall(memory.ledger, day, how);
  return { forecast, ledger, counted };
}

function howAnswered({
  answeredAt,
  bridgedAt,
  byLead,
  isPlayed,
  choice,
}: DialEnd): 'talked' | 'abandoned' | undefined {
  if (answeredAt === undefined) return undefined;
  if (bridgedAt !== undefined) return 'talked';
  if (byLead || (isPlayed && choice !== 'connect')) return undefined;
  return 'abandoned';
}
