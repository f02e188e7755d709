import { fromTime } from '@firstring/contracts';
import {
  SupervisionServiceDefinition,
  type AgentAtWork as WireAgent,
} from '@firstring/contracts/scheduling/supervision_service';
import type { Clock } from '@firstring/kernel';
import { streamOptions, type GrpcClients } from '@firstring/service-kit';
import type { AgentAtWork, Floor } from '../app/floor-port.ts';
import { toLane, toPresence } from './desk-views.ts';

export function createFloor(clients: GrpcClients, address: string, clock: Clock): Floor {
  const supervision = clients.client(SupervisionServiceDefinition, address);
  return {
    async *watch(processId, signal) {
      for await (const told of supervision.watchAgents({ processId }, streamOptions(signal))) {
        yield {
          complete: told.complete,
          agents: told.agents.map(toAgent),
          goneIds: told.goneAgentIds,
          serverAt: fromTime(told.serverTime) ?? clock.now(),
        };
      }
    },
    async setNotReady(agent, ask) {
      const { presence, pending } = await supervision.setAgentNotReady({ ...agent, ...ask });
      return { presence: toPresence(presence), pending };
    },
  };
}

function toAgent({ presenceTime, lastPresentedTime, ...agent }: WireAgent): AgentAtWork {
  return {
    ...agent,
    presence: toPresence(agent.presence),
    presenceAt: fromTime(presenceTime),
    inHand: agent.campaignId !== '',
    lane: toLane(agent.lane),
    lastPresentedAt: fromTime(lastPresentedTime),
  };
}
