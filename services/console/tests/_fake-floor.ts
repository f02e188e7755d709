import { reasonError, toTime } from '@firstring/contracts';
import { Lane, Presence } from '@firstring/contracts/scheduling/scheduling_service';
import {
  AgentAtWork,
  WatchAgentsResponse,
  type SetAgentNotReadyRequest,
  type SupervisionServiceImplementation,
} from '@firstring/contracts/scheduling/supervision_service';
import { deferred, type Deferred } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';

const MINUTE_MS = 60_000;
const agoTime = (ms: number): Date => toTime(systemClock.now() - ms);

/** Agents of process p1 at work, moved by a test by hand. */
export class FakeFloor {
  readonly agents = new Map<string, AgentAtWork>();
  readonly asked: SetAgentNotReadyRequest[] = [];
  /** Ends every watch, and refuses new ones while true. */
  down = false;
  watches = 0;
  #changed: Deferred<void> = deferred();

  constructor() {
    this.add('ann', {
      presence: Presence.PRESENCE_READY,
      presentedToday: 12,
      callsToday: 9,
      lastPresentedTime: agoTime(4 * MINUTE_MS),
    });
    this.add('bob', {
      presence: Presence.PRESENCE_NOT_READY,
      notReadyReason: 'lunch',
      presenceTime: agoTime(31 * MINUTE_MS),
    });
  }

  add(agentId: string, agent: Partial<AgentAtWork>): void {
    const before = this.agents.get(agentId) ?? {
      agentId,
      campaignIds: ['solar'],
      presenceTime: agoTime(5 * MINUTE_MS),
    };
    const after = AgentAtWork.fromPartial({ ...before, ...agent });
    this.agents.set(agentId, after);
    this.wake();
  }

  /** Everybody who watches looks again. */
  wake(): void {
    const { resolve } = this.#changed;
    this.#changed = deferred();
    resolve();
  }

  /** A preview of Lea in front of Ann. */
  preview(agentId = 'ann', leadId = 'lea'): void {
    const work = { leadId, campaignId: 'solar', level: 'P1', lane: Lane.LANE_FRESH_P1 };
    this.add(agentId, { ...work, presence: Presence.PRESENCE_PREVIEWING, presenceTime: agoTime(8000) });
  }

  readonly implementation: SupervisionServiceImplementation = {
    watchAgents: ({ processId }, { signal }) => this.#watch(processId, signal),
    setAgentNotReady: async (request) => {
      this.asked.push(request);
      const agent = this.agents.get(request.agentId);
      if (agent === undefined || request.processId !== 'p1') throw reasonError('AGENT_UNKNOWN');
      if (agent.presence === Presence.PRESENCE_OFFLINE) throw reasonError('AGENT_OFFLINE');
      const pending = agent.campaignId !== '';
      const said = { notReadyReason: request.reason, notReadyBy: request.actorId };
      const presence = pending ? agent.presence : Presence.PRESENCE_NOT_READY;
      this.add(request.agentId, { ...said, presence, notReadyPending: pending, presenceTime: agoTime(0) });
      return { presence, pending };
    },
  };

  async *#watch(processId: string, signal: AbortSignal): AsyncGenerator<WatchAgentsResponse> {
    if (this.down) throw reasonError('SCHEDULER_STARTING');
    this.watches += 1;
    const serverTime = toTime(systemClock.now());
    const all = processId === 'p1' ? [...this.agents.values()] : [];
    yield { complete: true, agents: all, goneAgentIds: [], serverTime };
    const told = new Map(this.agents);
    const ended = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    while (!signal.aborted) {
      const changed = this.#changed.promise;
      await Promise.race([changed, ended]);
      if (this.down) throw reasonError('SCHEDULER_STARTING');
      const agents = [...this.agents.values()].filter((agent) => told.get(agent.agentId) !== agent);
      const goneAgentIds = [...told.keys()].filter((agentId) => !this.agents.has(agentId));
      for (const agent of agents) told.set(agent.agentId, agent);
      for (const agentId of goneAgentIds) told.delete(agentId);
      if (agents.length + goneAgentIds.length > 0) {
        yield { complete: false, agents, goneAgentIds, serverTime: toTime(systemClock.now()) };
      }
    }
  }
}
