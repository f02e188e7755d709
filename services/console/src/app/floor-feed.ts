import { AppError, type Clock } from '@firstring/kernel';
import type { ConsoleEvents } from '../events.ts';
import type { AgentAtWork, Floor, FloorUpdate } from './floor-port.ts';
import { LeadNames } from './lead-names.ts';
import { NameTable } from './name-table.ts';
import type { Configuration, Leads } from './ports.ts';
import { troubleOf } from './trouble.ts';
import type { Users } from './users.ts';
import type { TroubleEvent } from './views/desk.ts';
import type { AgentRow, FloorEvent } from './views/floor.ts';

const RETRY_MS = 1000;

export interface FloorFeedDeps {
  floor: Floor;
  users: Pick<Users, 'agentName'>;
  leads: Pick<Leads, 'get'>;
  configuration: Pick<Configuration, 'campaigns'>;
  clock: Clock;
  events: Pick<ConsoleEvents, 'floorUnwatchable'>;
}

/** Where the feed goes: one page. */
export interface FloorSink {
  /** Whether the last message has not left yet: the next one takes its place. */
  isWaiting(): boolean;
  floor(event: FloorEvent): void;
  trouble(event: TroubleEvent): void;
}

/**
 * The agents of a process for one page: the scheduler's changes, with the names of people, campaigns and leads. A page that reads slowly gets
 * fewer and larger messages, never a queue: what has not left yet is merged with what is new.
 */
export class FloorFeed {
  readonly #deps: FloorFeedDeps;
  readonly #processId: string;
  readonly #sink: FloorSink;
  readonly #leadNames: LeadNames;
  readonly #campaignNames: NameTable;
  #unsent: { complete: boolean; agents: Map<string, AgentRow>; gone: Set<string> } | undefined;

  constructor(deps: FloorFeedDeps, processId: string, sink: FloorSink) {
    this.#deps = deps;
    this.#processId = processId;
    this.#sink = sink;
    this.#leadNames = new LeadNames(deps.leads, processId);
    this.#campaignNames = new NameTable(async () => {
      const campaigns = await deps.configuration.campaigns(processId);
      return new Map(campaigns.map((campaign) => [campaign.campaignId, campaign.name]));
    });
  }

  /** Until the signal ends it; a scheduler that does not answer is told as trouble and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { floor, clock } = this.#deps;
    while (!signal.aborted) {
      try {
        for await (const update of floor.watch(this.#processId, signal)) await this.#tell(update);
      } catch (thrown) {
        if (signal.aborted) return;
        this.#reportTrouble(AppError.from(thrown));
      }
      await Promise.allSettled([clock.sleep(RETRY_MS, signal)]);
    }
  }

  async #tell({ complete, agents, goneIds, serverAt }: FloorUpdate): Promise<void> {
    const rows: AgentRow[] = [];
    for (const agent of agents) rows.push(await this.#named(agent));
    const before = !complete && this.#sink.isWaiting() ? this.#unsent : undefined;
    const unsent = before ?? { complete, agents: new Map<string, AgentRow>(), gone: new Set<string>() };
    for (const row of rows) {
      unsent.agents.set(row.agentId, row);
      unsent.gone.delete(row.agentId);
    }
    for (const agentId of goneIds) {
      unsent.agents.delete(agentId);
      unsent.gone.add(agentId);
    }
    this.#unsent = unsent;
    const event = {
      complete: unsent.complete,
      agents: [...unsent.agents.values()],
      goneIds: [...unsent.gone],
    };
    this.#sink.floor({ ...event, serverAt });
  }

  async #named({ campaignIds, campaignId, ...agent }: AgentAtWork): Promise<AgentRow> {
    const { users } = this.#deps;
    const campaignNames: string[] = [];
    for (const each of campaignIds) campaignNames.push(await this.#campaignNames.of(each));
    return {
      ...agent,
      campaignId,
      name: await users.agentName(agent.agentId),
      notReadyBy: agent.notReadyBy === '' ? '' : await users.agentName(agent.notReadyBy),
      campaignNames,
      campaignName: await this.#campaignNames.of(campaignId),
      leadName: await this.#leadNames.of(agent.leadId),
    };
  }

  #reportTrouble(error: AppError): void {
    this.#deps.events.floorUnwatchable(this.#processId, error.reason);
    this.#sink.trouble(troubleOf(error));
  }
}
