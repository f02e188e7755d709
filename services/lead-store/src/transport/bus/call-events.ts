import { decodedOfProcess, PoisonMessage, type BusMessage } from '@firstring/bus';
import { fromTime } from '@firstring/contracts';
import { CallDirection, CallRecord } from '@firstring/contracts/common/call_record';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { attemptResult } from '@firstring/service-kit/attempt-result';
import { followCall, type CallStep } from '../../app/follow-call.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';

/** Follows calls.call.events.v1, one after the other: a lead's calls keep their order. */
export function followCallEvents(deps: LeadStoreDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      const event = decodedOfProcess(CallEvent, message);
      const step = stepOf(event, message.occurredAt);
      if (step !== undefined)
        await followCall(deps, { processId: event.processId, leadId: event.leadId }, step);
    }
  };
}

function stepOf(event: CallEvent, occurredAt: number): CallStep | undefined {
  const { attemptId } = event;
  if (attemptId === '' || event.processId === '')
    throw new PoisonMessage('a call event names no attempt or process');
  const at = fromTime(event.eventTime) ?? occurredAt;
  switch (event.event?.$case) {
    case 'ended':
      return endedStep(event, event.event.value.record, at);
    case 'bridged':
      return { type: 'bridged', attemptId, at };
    case undefined:
      // A step that a newer sip knows and we do not.
      return undefined;
    default:
      return { type: 'runs', attemptId, at };
  }
}

function endedStep(event: CallEvent, record: CallRecord | undefined, at: number): CallStep {
  if (record === undefined) throw new PoisonMessage('an ended call has no record');
  const { attemptId } = event;
  const startedAt = fromTime(record.inviteTime) ?? fromTime(record.dialTime) ?? at;
  const endedAt = fromTime(record.endTime) ?? at;
  const end = {
    attemptId,
    counted: record.counted,
    result: attemptResult(record),
    bridged: record.bridgeTime !== undefined,
    dialback: record.dialback,
    inbound: record.direction === CallDirection.CALL_DIRECTION_INBOUND,
    fencingToken: record.fencingToken.toString(),
    startedAt,
    endedAt,
  };
  const { processId, leadId, agentId } = event;
  return {
    type: 'ended',
    end,
    call: { processId, attemptId, leadId, agentId, endedAt, record: CallRecord.toJSON(record) },
  };
}
