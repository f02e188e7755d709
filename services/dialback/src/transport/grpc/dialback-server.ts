import { fromTime, reasonError } from '@firstring/contracts';
import {
  DialbackOutcome,
  MissedCause as WireCause,
  type DialbackServiceDefinition,
} from '@firstring/contracts/dialback/dialback_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { encodeEntry } from '../../app/encode-entry.ts';
import type { DialbackDeps } from '../../app/ports.ts';
import { reportMissedCall } from '../../app/report-missed-call.ts';
import { updateMissedCalls } from '../../app/update-missed-calls.ts';
import { isOpen, type Input, type MissedCalls, type MissedCause } from '../../domain/dialback.ts';

const LIST_MAX = 1000;

/** The method table of DialbackService. */
export function dialbackServer(deps: DialbackDeps): ServiceImplementation<typeof DialbackServiceDefinition> {
  return {
    async reportMissedCall(request) {
      const dialbackId = required(request.requestId, 'request_id');
      const calls = await reportMissedCall(deps, {
        dialbackId,
        processId: required(request.processId, 'process_id'),
        phone: required(request.phone, 'phone'),
        campaignId: request.campaignId,
        leadId: request.leadId,
        cause: decodeCause(request.cause),
        missedAt: fromTime(request.missedTime) ?? deps.clock.now(),
      });
      return { dialback: find(calls, dialbackId) };
    },
    async presentDialback({ dialbackId, agentId }) {
      const calls = await owner(deps, dialbackId);
      const after = await updateMissedCalls(deps, calls, { type: 'present', dialbackId, agentId });
      const entry = after.entries.find((each) => each.dialbackId === dialbackId);
      return { presented: entry?.state === 'presented' && entry.agentId === agentId };
    },
    async settleDialback({ dialbackId, outcome }) {
      const calls = await owner(deps, dialbackId);
      const after = await updateMissedCalls(deps, calls, { type: decodeOutcome(outcome), dialbackId });
      return { dialback: find(after, dialbackId) };
    },
    async listDialbacks({ processId, openOnly }) {
      const page = await deps.missedCalls.query({
        index: 'process',
        equals: [required(processId, 'process_id')],
        pageSize: LIST_MAX,
      });
      const dialbacks = page.items.flatMap(({ doc, version }) =>
        doc.entries
          .filter((entry) => !openOnly || isOpen(entry))
          .map((entry) => ({
            open: isOpen(entry),
            orderAt: entry.orderAt,
            wire: encodeEntry(doc, entry, version),
          })),
      );
      dialbacks.sort((a, b) => Number(b.open) - Number(a.open) || a.orderAt - b.orderAt);
      return { dialbacks: dialbacks.slice(0, LIST_MAX).map(({ wire }) => wire) };
    },
  };
}

async function owner(deps: DialbackDeps, dialbackId: string): Promise<MissedCalls> {
  const found = await deps.missedCalls.getByKey('entry', [required(dialbackId, 'dialback_id')]);
  if (found === undefined) throw reasonError('DIALBACK_NOT_FOUND');
  return found.doc;
}

function find(calls: MissedCalls, dialbackId: string) {
  const entry = calls.entries.find((each) => each.dialbackId === dialbackId);
  if (entry === undefined) throw reasonError('DIALBACK_NOT_FOUND');
  return encodeEntry(calls, entry, 0);
}

function decodeCause(cause: WireCause): MissedCause {
  switch (cause) {
    case WireCause.MISSED_CAUSE_CALLER_HUNG_UP:
      return 'caller_hung_up';
    case WireCause.MISSED_CAUSE_QUEUE_TIMEOUT:
      return 'queue_timeout';
    case WireCause.MISSED_CAUSE_NO_AGENT:
      return 'no_agent';
    case WireCause.MISSED_CAUSE_CLOSED_HOURS:
      return 'closed_hours';
    case WireCause.MISSED_CAUSE_REFUSED:
      return 'refused';
    case WireCause.MISSED_CAUSE_UNSPECIFIED:
    case WireCause.UNRECOGNIZED:
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'cause' } });
  }
}

function decodeOutcome(
  outcome: DialbackOutcome,
): Exclude<Input['type'], 'missed' | 'present' | 'lead-erased' | 'tick'> {
  switch (outcome) {
    case DialbackOutcome.DIALBACK_OUTCOME_DIALING:
      return 'dialing';
    case DialbackOutcome.DIALBACK_OUTCOME_BRIDGED:
      return 'bridged';
    case DialbackOutcome.DIALBACK_OUTCOME_UNANSWERED:
      return 'unanswered';
    case DialbackOutcome.DIALBACK_OUTCOME_RETURNED:
      return 'returned';
    case DialbackOutcome.DIALBACK_OUTCOME_CALLER_REACHED:
      return 'caller-reached';
    case DialbackOutcome.DIALBACK_OUTCOME_WITHDRAWN:
      return 'withdrawn';
    case DialbackOutcome.DIALBACK_OUTCOME_UNSPECIFIED:
    case DialbackOutcome.UNRECOGNIZED:
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'outcome' } });
  }
}
