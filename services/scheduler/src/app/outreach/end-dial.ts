import type { DialEnd, LeadChoice } from '../../domain/pacing/automatic.ts';
import type { RecordedOutcome } from '../ports.ts';
import { HELD_BACK_MS } from '../refused-offer.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import { freeDial, type Dial } from './dial-ahead.ts';

const TRIES = { attempts: 10 };
const CATEGORY = { later: 'callback', exclude: 'dnc' } as const;

/**
 * A dial that no agent had is over: what the lead asked for by a key is done first, then the number is anybody's. The attempt itself is counted by
 * its record; the lead comes back with the card that carries it.
 */
export async function endDial(deps: SchedulerDeps, dial: Dial, end: DialEnd, laterMs: number): Promise<void> {
  const { leadId, leadVersion } = dial;
  const { choice } = end;
  const recorded =
    choice === 'later' || choice === 'exclude' ? await doAsAsked(deps, dial, { choice, laterMs }) : undefined;
  const { order } = deps.orders.process(dial.processId);
  if (recorded?.card !== undefined) order.upsert(recorded.card, deps.clock.now());
  const version = recorded?.version ?? leadVersion + 1;
  if (end.inviteAt === undefined) {
    // No INVITE has left: nothing is counted, and no card comes.
    order.holdBack(
      leadId,
      { untilAt: deps.clock.now() + HELD_BACK_MS, reason: 'UNAVAILABLE' },
      deps.clock.now(),
    );
    freeDial(deps, dial, {});
  } else freeDial(deps, dial, { after: { leadId, version } });
}

/** Do-not-call is acknowledged before the number is let go, whatever dispositions the campaign has. */
async function doAsAsked(
  deps: SchedulerDeps,
  dial: Dial,
  { choice, laterMs }: { readonly choice: Exclude<LeadChoice, 'connect'>; readonly laterMs: number },
): Promise<RecordedOutcome | undefined> {
  const { attemptId, processId, campaignId, leadId, homeGuard: phone, token } = dial;
  if (choice === 'exclude') {
    const request = { requestId: `exclude.${attemptId}`, processId, phone, agentId: 'lead' };
    await deps.background.retry(() => deps.claim.exclude(request), TRIES);
    deps.orders.process(processId).order.exclude(phone, true, deps.clock.now());
  }
  const { dispositions = [] } = deps.campaigns.get(campaignId) ?? {};
  const code = dispositions.find(({ category }) => category === CATEGORY[choice])?.code;
  if (code === undefined) return undefined;
  const requestId = `key.${attemptId}`;
  const when = choice === 'later' ? deps.clock.now() + laterMs : undefined;
  const said = { dispositionCode: code, note: '', callbackAt: when, callbackCommon: choice === 'later' };
  const outcome = { requestId, processId, campaignId, leadId, agentId: '', attemptId, token, ...said };
  return deps.background.retry(() => deps.leads.recordOutcome(outcome), TRIES);
}
