import type { CallInput } from './call-input.ts';
import type { CallLimits, CallSubject } from './call-state.ts';
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

export const sampleLimits: CallLimits = {
  agentRingMs: 20_000,
  agentSilenceMs: 5000,
  permitWaitMs: 15_000,
  cancelMs: 5000,
  colleagueRingMs: 20_000,
  callMs: 7_200_000,
  silenceMs: 0,
  silenceCheckMs: 1,
  triesMax: 2,
};

/** From the start until both talk. */
export const TO_THE_BRIDGE: readonly CallInput[] = [
  { type: 'start' },
  { type: 'agentPrepared' },
  { type: 'agentAnswered' },
  { type: 'leadPrepared', tryNumber: 1, trunkId: 'trunk', sipCallId: 'call' },
  { type: 'redeemed', tryNumber: 1 },
  { type: 'committed', tryNumber: 1 },
  { type: 'leadAnswered', tryNumber: 1 },
  { type: 'joined' },
];
