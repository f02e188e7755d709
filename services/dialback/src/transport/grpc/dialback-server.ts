import { fromTime } from '@firstring/contracts';
import type { DialbackServiceDefinition } from '@firstring/contracts/dialback/dialback_service';
import { failpoint } from '@firstring/kernel';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { changeEntry, entryOf, personOf } from '../../app/change-entry.ts';
import { encodeEntry } from '../../app/encode-entry.ts';
import { allOpenDialbacks, someDialbacks } from '../../app/open-dialbacks.ts';
import type { DialbackDeps } from '../../app/ports.ts';
import { reportMissedCall } from '../../app/report-missed-call.ts';
import { updateMissedCalls } from '../../app/update-missed-calls.ts';
import { decodeCause, decodeOutcome } from './decode-missed-call.ts';

/** The method table of DialbackService. */
export function dialbackServer(deps: DialbackDeps): ServiceImplementation<typeof DialbackServiceDefinition> {
  return {
    async reportMissedCall(request) {
      const dialbackId = required(request.requestId, 'request_id');
      const calls = await reportMissedCall(deps, {
        dialbackId,
        processId: required(request.processId, 'process_id'),
        phone: request.phone,
        campaignId: request.campaignId,
        leadId: request.leadId,
        leadCreated: request.leadCreated,
        cause: decodeCause(request.cause),
        missedAt: fromTime(request.missedTime) ?? deps.clock.now(),
        incomingNumberId: request.incomingNumberId,
      });
      return { dialback: encodeEntry(calls, entryOf(calls, dialbackId), 0) };
    },
    async presentDialback(request) {
      const dialbackId = required(request.dialbackId, 'dialback_id');
      const agentId = required(request.agentId, 'agent_id');
      await failpoint('dialback.d5.before');
      const { state, agentId: holder } = await changeEntry(deps, { type: 'present', dialbackId, agentId });
      await failpoint('dialback.d5.after');
      return { presented: state === 'presented' && holder === agentId };
    },
    async settleDialback(request) {
      const dialbackId = required(request.dialbackId, 'dialback_id');
      const type = decodeOutcome(request.outcome);
      const at = fromTime(request.eventTime) ?? deps.clock.now();
      const calls = await personOf(deps, dialbackId);
      await failpoint('dialback.d6.before');
      const after = await updateMissedCalls(deps, calls, { type, dialbackId, at });
      await failpoint('dialback.d6.after');
      return { dialback: encodeEntry(after, entryOf(after, dialbackId), 0) };
    },
    async listDialbacks(request) {
      const processId = required(request.processId, 'process_id');
      const dialbacks = request.openOnly
        ? await allOpenDialbacks(deps, processId)
        : await someDialbacks(deps, processId);
      return { dialbacks };
    },
  };
}
