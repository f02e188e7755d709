import type { DialEnd, LeadChoice } from '../../domain/pacing/automatic.ts';
import type { KeyOutcome } from '../decisions.ts';
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
  const done =
    choice === 'later' || choice === 'exclude' ? await doAsAsked(deps, dial, { choice, laterMs }) : undefined;
  const { recorded, asked } = done ?? {};
  const { order } = deps.orders.process(dial.processId);
  if (recorded?.card !== undefined) order.upsert(recorded.card, deps.clock.now());
  const version = recorded?.version ?? leadVersion + 1;
  if (end.inviteAt === undefined) {
    // No INVITE has left: nothing is counted, and no card comes.
    const reason = 'UNAVAILABLE';
    const clearsAt = deps.clock.now() + HELD_BACK_MS;
    order.holdBack(leadId, { untilAt: clearsAt, reason }, deps.clock.now());
    deps.outreach.record(dial, { outcome: 'refused', choice: undefined, reason, clearsAt });
    freeDial(deps, dial, {});
  } else freeDial(deps, dial, { after: { leadId, version }, asked });
}

/** Do-not-call is acknowledged before the number is let go, whatever dispositions the campaign has. */
async function doAsAsked(
  deps: SchedulerDeps,
  dial: Dial,
  { choice, laterMs }: { readonly choice: Exclude<LeadChoice, 'connect'>; readonly laterMs: number },
): Promise<{ readonly recorded?: RecordedOutcome; readonly asked: KeyOutcome }> {
  const { attemptId, processId, campaignId, leadId, homeGuard: phone, token } = dial;
  if (choice === 'exclude') {
    const request = { requestId: `exclude.${attemptId}`, processId, phone, agentId: 'lead' };
    await deps.background.retry(() => deps.claim.exclude(request), TRIES);
    deps.orders.process(processId).order.exclude(phone, true, deps.clock.now());
  }
  const { dispositions = [] } = deps.campaigns.get(campaignId) ?? {};
  const category = CATEGORY[choice];
  const code = dispositions.find((each) => each.category === category)?.code;
  const callbackAt = choice === 'later' ? deps.clock.now() + laterMs : undefined;
  const asked = { dispositionCode: code ?? '', category, callbackAt };
  if (code === undefined) return { asked };
  const requestId = `key.${attemptId}`;
  const said = { dispositionCode: code, note: '', callbackAt, callbackCommon: choice === 'later' };
  const outcome = { requestId, processId, campaignId, leadId, agentId: '', attemptId, token, ...said };
  const recorded = await deps.background.retry(() => deps.leads.recordOutcome(outcome), TRIES);
  return { recorded, asked };
}
