import { AppError } from '@firstring/kernel';
import type { Actor } from './actor.ts';
import { listCalls, type LeadReadDeps } from './lead-details.ts';
import { listMissedCalls, MISSED_UNFILTERED } from './list-missed-calls.ts';
import type { DialbackMarkDeps } from './mark-dialbacks.ts';
import type { MissedCalls } from './missed-call-ports.ts';
import type { LeadRef, PageAsk } from './ports.ts';
import type { ActivityPage, MissedCallView } from './views/missed-calls.ts';

const MISSED_SHOWN = 50;

export interface LeadActivityDeps extends LeadReadDeps {
  missedCalls: MissedCalls;
  events: DialbackMarkDeps['events'];
}

/** a page of a lead's calls, and with the first one the calls of theirs that nobody took. */
export async function readActivity(
  deps: LeadActivityDeps,
  actor: Actor,
  { processId, leadId }: LeadRef,
  page: PageAsk,
): Promise<ActivityPage> {
  const [calls, missed] = await Promise.all([
    listCalls(deps, processId, { leadId, agentId: '', ...page }),
    page.pageToken === '' ? missedOf(deps, actor, { processId, leadId }) : [],
  ]);
  return { ...calls, missed };
}

/** None while dial-back does not answer: the calls are worth more than waiting. */
async function missedOf(
  deps: LeadActivityDeps,
  actor: Actor,
  { processId, leadId }: LeadRef,
): Promise<readonly MissedCallView[]> {
  const filter = { ...MISSED_UNFILTERED, leadId, pageSize: MISSED_SHOWN };
  try {
    return (await listMissedCalls(deps, actor, processId, filter)).calls;
  } catch (thrown) {
    deps.events.dialbacksUnknown(processId, AppError.from(thrown).reason);
    return [];
  }
}
