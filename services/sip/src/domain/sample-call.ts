import type { CallSubject } from './call-state.ts';
import type { Permit } from './permit.ts';

/** Data of an attempt for tests and properties. */
export const sampleSubject: CallSubject = {
  attemptId: 'attempt-1',
  processId: 'process-1',
  campaignId: 'campaign-1',
  leadId: 'lead-1',
  agentId: 'agent-1',
  phone: '+12025550123',
  fencingToken: '7',
};

export const samplePermit: Permit = {
  permitId: 'permit-1',
  processId: 'process-1',
  campaignId: 'campaign-1',
  leadId: 'lead-1',
  phone: '+12025550123',
  agentId: 'agent-1',
  attemptId: 'attempt-1',
  fencingToken: '7',
  dialAt: 100,
  callerId: '+12025550100',
  ringLimitMs: 25_000,
  dialback: false,
  sealed: '',
};
