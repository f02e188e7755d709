import type { Work } from './agent-state.ts';

/** Work for tests: one lead of one campaign, without ringing on preview. */
export function sampleWork(overrides: Partial<Work> = {}): Work {
  return {
    processId: 'process-1',
    campaignId: 'campaign-1',
    leadId: 'lead-1',
    homeGuard: '+12125550100',
    leadVersion: 1,
    attemptId: 'attempt-1',
    lane: 'fresh_p1',
    level: 'P1',
    limits: { ringOnPreview: false, previewMs: 60_000, wrapUpMs: 30_000, ringMs: 30_000, skipBudget: 2 },
    chosenAt: 0,
    token: 0,
    dialRefusals: [],
    settling: false,
    ...overrides,
  };
}
