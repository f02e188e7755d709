import { fromTime } from '@firstring/contracts';
import {
  CallerQueueServiceDefinition,
  type WaitingCaller as WireCaller,
} from '@firstring/contracts/scheduling/caller_queue_service';
import type { Clock } from '@firstring/kernel';
import { streamOptions, type GrpcClients } from '@firstring/service-kit';
import type { Callers, WaitingCaller } from '../app/missed-call-ports.ts';

export function createCallers(clients: GrpcClients, address: string, clock: Clock): Callers {
  const queue = clients.client(CallerQueueServiceDefinition, address);
  return {
    async *watch(processId, signal) {
      for await (const told of queue.watchCallers({ processId }, streamOptions(signal))) {
        yield {
          complete: told.complete,
          callers: told.callers.map(toCaller),
          goneIds: told.goneAttemptIds,
          serverAt: fromTime(told.serverTime) ?? clock.now(),
        };
      }
    },
  };
}

function toCaller({ arrivedTime, ringingAgentId, ...caller }: WireCaller): WaitingCaller {
  return { ...caller, arrivedAt: fromTime(arrivedTime), ringingId: ringingAgentId };
}
