import {
  NoAgentAction,
  NoLeadAction,
  WaitingSound,
  type DialbackRules,
  type QueuePolicy,
} from '@firstring/contracts/leads/incoming_number';

/** 60 minutes from the last missed call, three attempts, five minutes apart; an owner's dial-back is never anybody else's. */
const DIALBACK: DialbackRules = {
  onHangUp: true,
  onTimeout: true,
  onNoAgent: true,
  timeLimitS: 3600,
  retryGapS: 300,
  attemptsMax: 3,
  ownerOnlyS: 0,
};

/** What a number does where its configuration does not say: 0 and unspecified are not said. */
export function completeQueue(given: QueuePolicy | undefined): QueuePolicy {
  return {
    maxWaitS: given?.maxWaitS || 120,
    callersMax: given?.callersMax || 10,
    noAgent: said(given?.noAgent, NoAgentAction.NO_AGENT_ACTION_DIALBACK),
    waiting: said(given?.waiting, WaitingSound.WAITING_SOUND_RINGING),
    announcement: given?.announcement ?? '',
    agentRingS: given?.agentRingS || 20,
  };
}

/** Without rules everybody is called back; of rules the triggers are as they are. */
export function completeDialback(given: DialbackRules | undefined): DialbackRules {
  if (given === undefined) return DIALBACK;
  return {
    ...given,
    timeLimitS: given.timeLimitS || DIALBACK.timeLimitS,
    attemptsMax: given.attemptsMax || DIALBACK.attemptsMax,
  };
}

/** */
export function completeNoLead(given: NoLeadAction): NoLeadAction {
  return said(given, NoLeadAction.NO_LEAD_ACTION_CONNECT_AS_NEW);
}

function said<Choice extends string>(given: Choice | undefined, otherwise: Choice): Choice {
  return given === undefined || given.endsWith('_UNSPECIFIED') ? otherwise : given;
}
