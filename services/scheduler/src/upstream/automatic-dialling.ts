import { LeadChoice as WireChoice } from '@firstring/contracts/common/call_record';
import { CampaignType } from '@firstring/contracts/leads/campaign';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { DialLeadRequest } from '@firstring/contracts/sip/lead_first_service';
import type { AutomaticDialling, KeyMeaning, LeadChoice } from '../domain/pacing/automatic.ts';

const [SECOND_MS, MINUTE_MS] = [1000, 60_000];

const CHOICES: Readonly<Record<LeadChoice, WireChoice>> = {
  connect: WireChoice.LEAD_CHOICE_CONNECT,
  later: WireChoice.LEAD_CHOICE_LATER,
  exclude: WireChoice.LEAD_CHOICE_EXCLUDE,
};

/** How a campaign dials by itself; undefined for a preview campaign, and for one that does not say what is needed. */
export function decodeAutomatic({ type, predictive, voiceBlast }: Campaign): AutomaticDialling | undefined {
  if (type === CampaignType.CAMPAIGN_TYPE_PARALLEL_PREDICTIVE && predictive !== undefined) {
    if (predictive.safeHarbourMessage === '') return undefined;
    return {
      type: 'predictive',
      ceilingBasisPoints: predictive.abandonmentCeilingBasisPoints || 300,
      linesPerAgentMax: predictive.linesPerAgentMax || 3,
      waitMs: predictive.connectLimitMs || 2000,
      message: predictive.safeHarbourMessage,
    };
  }
  if (type !== CampaignType.CAMPAIGN_TYPE_VOICE_BLAST || voiceBlast === undefined) return undefined;
  const { recording, connectKey, laterKey, excludeKey } = voiceBlast;
  if (recording === '' || excludeKey === '') return undefined;
  const keys: KeyMeaning[] = [
    { key: connectKey, choice: 'connect' },
    { key: laterKey, choice: 'later' },
    { key: excludeKey, choice: 'exclude' },
  ];
  return {
    type: 'blast',
    recording,
    keys: keys.filter(({ key }) => key !== ''),
    callsMax: voiceBlast.callsMax || 10,
    callsPerMinute: voiceBlast.callsPerMinute || 60,
    laterMs: (voiceBlast.laterMinutes || 60) * MINUTE_MS,
    waitMs: (voiceBlast.connectWaitSeconds || 30) * SECOND_MS,
    message: voiceBlast.noAgentMessage,
  };
}

export function encodePlan(plan: AutomaticDialling): NonNullable<DialLeadRequest['plan']> {
  const { waitMs, message } = plan;
  if (plan.type === 'predictive')
    return { $case: 'connect', value: { waitMs: Math.min(waitMs, CONNECT_MS_MAX), message } };
  const keys = plan.keys.map(({ key, choice }) => ({ key, choice: CHOICES[choice] }));
  return { $case: 'play', value: { recording: plan.recording, keys, waitMs, message } };
}

/** Two seconds are until the two talk: the joining of the lines is a part of it. */
const CONNECT_MS_MAX = 1800;
