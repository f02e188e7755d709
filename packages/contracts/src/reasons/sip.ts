import { spec, type ReasonSpec } from './reason-spec.ts';

/** Sip. */
export const SIP_REASONS = {
  AGENT_NOT_REGISTERED: spec('sip', 'failed_precondition', "the agent's phone is not registered"),
  AGENT_BUSY: spec('sip', 'failed_precondition', 'the agent is already in a call'),
  TRUNK_UNAVAILABLE: spec('sip', 'unavailable', 'no trunk can take the call now', 'later'),
  TRUNK_BUSY: spec('sip', 'resource_exhausted', 'the trunk has reached its limits', 'later'),
  CALLER_ID_NOT_VERIFIED: spec('sip', 'failed_precondition', 'no trunk may show this caller id'),
  MEDIA_UNAVAILABLE: spec('sip', 'unavailable', 'the media relay does not answer', 'later'),
  CALL_NOT_FOUND: spec('sip', 'not_found', 'there is no such call'),
  LADDER_NOT_KEPT: spec('sip', 'not_found', 'the messages of this call are no longer kept'),
  SIP_UNAVAILABLE: spec('sip', 'unavailable', 'the SIP server is not connected', 'later'),
  PHONE_ACCOUNT_INVALID: spec(
    'sip',
    'invalid_argument',
    'a phone account needs a user name and a password of 12 characters or more',
  ),
  UNKNOWN_NOT_SENT: spec(
    'sip',
    'unavailable',
    'the call was interrupted before the lead was dialled',
    'later',
  ),
  CANCEL_CROSSED_ANSWER: spec('sip', 'aborted', 'the lead answered in the moment the call was given up'),
  CALL_NOT_BRIDGED: spec('sip', 'failed_precondition', 'the two do not talk now'),
  TRANSFER_TO_NUMBER_REFUSED: spec('sip', 'permission_denied', 'a call is transferred to a colleague only'),
  TRANSFER_NOT_TAKEN: spec('sip', 'aborted', 'no colleague took the call, and the agent had gone'),
  CALL_NOT_RECORDED: spec('sip', 'failed_precondition', 'this call is not being recorded'),
  RECORDING_REFUSED: spec('sip', 'failed_precondition', 'the recording could not be started'),
  NO_AGENT_IN_TIME: spec('sip', 'aborted', 'the lead answered, and no agent took the call in time'),
  MEDIA_SILENT: spec('sip', 'aborted', 'nothing was heard of one side for too long'),
  CALL_LENGTH_LIMIT: spec('sip', 'failed_precondition', 'the call reached the longest time allowed'),
} as const satisfies Record<string, ReasonSpec>;
