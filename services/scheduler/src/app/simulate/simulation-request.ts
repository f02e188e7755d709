import { reasonError } from '@firstring/contracts';
import { seededRandom } from '@firstring/kernel/testing';
import { campaignsOf, changedCampaign } from './changed-campaign.ts';
import { dayReport, type DayReport } from './day-report.ts';
import type { Day } from './day.ts';
import { simulateDay, type SimulatedDay } from './simulate-day.ts';

/** What somebody on a page asks. */
export interface SimulationRequest {
  readonly processId: string;
  readonly campaignId: string;
  readonly day: string;
  readonly timeZone: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly skipPauseMs: number;
  /** YAML; empty = the day's own. */
  readonly policy: string;
}

const SEED = 'answers/1';

/** The report of one process, whatever else happened that day. Throws POLICY_INVALID and CAMPAIGN_NOT_FOUND. */
export function answerSimulation(day: Day, asked: SimulationRequest, nowMs: () => number): DayReport {
  const { processId, campaignId, policy } = asked;
  const known = campaignsOf(day);
  const campaign = known.get(campaignId);
  if (campaign === undefined || campaign.processId !== processId) throw reasonError('CAMPAIGN_NOT_FOUND');
  const changed = policy.trim() === '' ? undefined : changedCampaign(day, campaign, policy);
  if (changed?.type === 'refused') {
    const [first] = changed.problems;
    const message = first === undefined ? 'the policy has an error' : `line ${first.line}: ${first.message}`;
    throw reasonError('POLICY_INVALID', { message });
  }
  const random = seededRandom(SEED);
  const ofProcess = (run: SimulatedDay): SimulatedDay => ({
    ...run,
    presentations: run.presentations.filter((each) => known.get(each.campaignId)?.processId === processId),
  });
  const real = ofProcess(simulateDay({ day, random, asRecorded: true }));
  const startedMs = nowMs();
  const simulated = ofProcess(
    simulateDay({ day, random, campaigns: changed === undefined ? [] : [changed.campaign] }),
  );
  const tookMs = nowMs() - startedMs;
  const notes = changed?.notes ?? [];
  return dayReport({ day, real, simulated, isChanged: changed !== undefined, notes, tookMs });
}
