import { CampaignState, DispositionEnd } from '@firstring/contracts/leads/campaign';
import { DispositionCategory, type Campaign } from '@firstring/contracts/leads/lead_events';
import { DEMO, type DemoAgent } from './demo-data.ts';

/** Leads of the demo's link, to the agents' phones at once. */
export function demoCampaign(agents: readonly DemoAgent[]): Partial<Campaign> {
  return {
    campaignId: DEMO.campaignId,
    processId: DEMO.processId,
    name: DEMO.campaignName,
    timeZone: DEMO.timeZone,
    agentIds: agents.map(({ agentId }) => agentId),
    ringOnPreview: true,
    previewLimitSeconds: 0,
    wrapUpLimitSeconds: 120,
    ringLimitSeconds: 30,
    // A demo works at any hour: its numbers ring nobody's phone. A real campaign says when people may be called.
    windowStartMinute: 0,
    windowEndMinute: 1440,
    maxAttempts: 30,
    maxAttemptsPerDay: 6,
    callerId: DEMO.callerId,
    skipBudget: 3,
    manualDialling: true,
    version: 0n,
    dispositions: [
      { code: 'sale', label: 'Sale', category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
      { code: 'call-back', label: 'Call back', category: DispositionCategory.DISPOSITION_CATEGORY_CALLBACK },
      { code: 'no-answer', label: 'No answer', category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
      {
        code: 'on-the-road',
        label: 'On the road',
        category: DispositionCategory.DISPOSITION_CATEGORY_RETRY,
        // Two hours, and after three times nobody tries again.
        retry: { gapSeconds: 7200, timesMax: 3 },
      },
      {
        code: 'not-interested',
        label: 'Not interested',
        category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
      },
      {
        code: 'wrong-number',
        label: 'Wrong number',
        category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
        end: DispositionEnd.DISPOSITION_END_ARCHIVED,
      },
      {
        code: 'do-not-call',
        label: 'Do not call again',
        category: DispositionCategory.DISPOSITION_CATEGORY_DNC,
      },
    ],
  };
}

/** The people of an open house, whom nobody calls until a supervisor resumes the campaign: a lead that is pushed comes first. */
export function openHouseCampaign(agents: readonly DemoAgent[]): Partial<Campaign> {
  const { openHouseCampaignId, openHouseListId } = DEMO;
  return {
    ...demoCampaign(agents),
    campaignId: openHouseCampaignId,
    name: 'Open house follow-up',
    manualDialling: false,
    state: CampaignState.CAMPAIGN_STATE_PAUSED,
    lists: [
      {
        listId: openHouseListId,
        priority: 1,
        weight: 1,
        maxAttempts: 6,
        timeSlots: [],
        attemptsPerHour: 0,
        agentIds: [],
      },
    ],
  };
}
