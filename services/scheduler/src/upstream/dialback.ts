import { toTime } from '@firstring/contracts';
import { DialbackOutcome, DialbackServiceDefinition } from '@firstring/contracts/dialback/dialback_service';
import { AppError } from '@firstring/kernel';
import type { GrpcClients } from '@firstring/service-kit';
import type { DialbackPort, DialbackResult } from '../app/ports.ts';
import { decodeDialback } from './decode-dialback.ts';

const OUTCOMES: Readonly<Record<DialbackResult, DialbackOutcome>> = {
  dialing: DialbackOutcome.DIALBACK_OUTCOME_DIALING,
  bridged: DialbackOutcome.DIALBACK_OUTCOME_BRIDGED,
  unanswered: DialbackOutcome.DIALBACK_OUTCOME_UNANSWERED,
  returned: DialbackOutcome.DIALBACK_OUTCOME_RETURNED,
  withdrawn: DialbackOutcome.DIALBACK_OUTCOME_WITHDRAWN,
  caller_reached: DialbackOutcome.DIALBACK_OUTCOME_CALLER_REACHED,
};

/** The dial-back service over gRPC. */
export function createDialbackGateway(clients: GrpcClients, address: string): DialbackPort {
  const dialback = clients.client(DialbackServiceDefinition, address);
  return {
    async present({ token, ...request }) {
      const answer = await dialback.presentDialback({ ...request, fencingToken: BigInt(token) });
      return answer.presented;
    },
    async settle({ result, eventAt, ...request }) {
      try {
        await dialback.settleDialback({ ...request, outcome: OUTCOMES[result], eventTime: toTime(eventAt) });
      } catch (error) {
        // The entry ended meanwhile: its caller was reached, or its time was over.
        if (!(error instanceof AppError) || error.reason !== 'DIALBACK_CLOSED') throw error;
      }
    },
    async open(processId) {
      const { dialbacks } = await dialback.listDialbacks({ processId, openOnly: true });
      return dialbacks.map(decodeDialback);
    },
  };
}
