import { callBridged, callEnded, callRuns, type CallEnd } from '../domain/follow-call.ts';
import type { LiveLead } from '../domain/lead.ts';
import type { CallDisposition } from '../store/call-log.ts';
import { logCall, type FinishedCall } from './call-log.ts';
import { changeLeadIfLive, type LeadRef } from './change-lead.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

/** What a call event says to this service. */
export type CallStep =
  | { readonly type: 'runs' | 'bridged'; readonly attemptId: string; readonly at: number }
  | { readonly type: 'ended'; readonly end: CallEnd; readonly call: FinishedCall };

/**
 * Applies one step of a call: to the lead, idempotent by attempt id, then to the call log. A lead that is gone
 * or was never known costs nothing but its part: the row is written all the same.
 */
export async function followCall(deps: LeadStoreDeps, ref: LeadRef, step: CallStep): Promise<void> {
  const lead = ref.leadId === '' ? undefined : await applyToLead(deps, ref, step);
  if (step.type !== 'ended') return;
  await logCall(deps, step.call, lead && saidOf(lead, step.call.attemptId));
  if (lead !== undefined || step.end.counted) {
    deps.events.callLogged({ leadId: ref.leadId, attemptId: step.end.attemptId, counted: step.end.counted });
  }
}

function applyToLead(deps: LeadStoreDeps, ref: LeadRef, step: CallStep): Promise<LiveLead | undefined> {
  return changeLeadIfLive(deps, ref, (before, version) => {
    const lead = nextLead(before, step);
    if (lead === before) return { answer: lead };
    // That a call runs concerns nobody else: others follow the call's own events.
    const events =
      step.type === 'runs' ? [] : [leadChanged(deps, 'LeadUpdated', { leadId: ref.leadId, version, lead })];
    return { answer: lead, doc: lead, events };
  });
}

/** The agent may have spoken before the record came, and a crash may have kept it from the row. */
function saidOf({ outcome }: LiveLead, attemptId: string): CallDisposition | undefined {
  if (outcome?.attemptId !== attemptId) return undefined;
  const { code, label, note, at, version } = outcome;
  return { code, label, note, at, leadVersion: version };
}

function nextLead(lead: LiveLead, step: CallStep): LiveLead {
  switch (step.type) {
    case 'runs':
      return callRuns(lead, step.attemptId, step.at);
    case 'bridged':
      return callBridged(lead, step.attemptId, step.at);
    case 'ended':
      return callEnded(lead, step.end);
  }
}
