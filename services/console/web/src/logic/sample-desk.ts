import type { DeskEvent, PreviewView } from '../../../src/app/views/desk.ts';
import type { LeadView } from '../../../src/app/views/leads.ts';

/** Examples for the tests of this folder. */

export function aDesk(change: Partial<DeskEvent> = {}): DeskEvent {
  return {
    sequence: '1',
    serverAt: 0,
    presence: 'not_ready',
    notReadyReason: 'sign_in',
    notReadyPending: false,
    notReadyBy: '',
    presenceAt: 0,
    preview: undefined,
    call: undefined,
    wrapUpLimitAt: undefined,
    waiting: [],
    nextDueAt: undefined,
    emptyReason: '',
    idleGap: false,
    heldBack: [],
    dialRefusals: [],
    handover: undefined,
    details: undefined,
    detailsProblem: undefined,
    phone: undefined,
    ...change,
  };
}

export function aPreview(change: Partial<PreviewView> = {}): PreviewView {
  return {
    processId: 'p1',
    campaignId: 'solar',
    leadId: 'lea',
    attemptId: 'attempt-1',
    fencingToken: '7',
    level: 'P1',
    lane: 'fresh_p1',
    presentedAt: 0,
    lockExpireAt: 3_600_000,
    previewLimitAt: 60_000,
    ringOnPreview: false,
    skipsLeft: 2,
    dialback: false,
    phone: '',
    dialRequested: false,
    caller: undefined,
    ...change,
  };
}

export function aLead(change: Partial<LeadView> = {}): LeadView {
  return {
    leadId: 'lea',
    processId: 'p1',
    status: 'new',
    callerId: '+12025550123',
    firstName: 'Lea',
    lastName: 'Lindqvist',
    email: '',
    campaignId: 'solar',
    campaignName: 'Solar roofs',
    vendorName: 'Bright Leads',
    listName: '',
    createdAt: 0,
    callerIdRaw: '2025550123',
    updatedAt: 0,
    timeZone: 'America/Chicago',
    otherPhones: [],
    ownershipCode: '',
    listId: '',
    dialbackQueued: false,
    automaticRedial: false,
    totalAttempts: 0,
    version: 1,
    custom: [],
    parameters: {},
    ...change,
  };
}
