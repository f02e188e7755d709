import { AppError, type Clock } from '@firstring/kernel';
import type { ConsoleEvents } from '../events.ts';
import type { AgentAtWork, Floor, FloorUpdate } from './floor-port.ts';
import { leadNameOf } from './lead-name.ts';
import type { Configuration, Leads } from './ports.ts';
import { troubleOf } from './trouble.ts';
import type { Users } from './users.ts';
import type { TroubleEvent } from './views/desk.ts';
import type { AgentRow, FloorEvent } from './views/floor.ts';

const RETRY_MS = 1000;
const NAMES_MAX = 2000;

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
  readonly #leadNames = new Map<string, string>();
  #campaignNames: ReadonlyMap<string, string> = new Map();
  #unsent: { complete: boolean; agents: Map<string, AgentRow>; gone: Set<string> } | undefined;

  constructor(deps: FloorFeedDeps, processId: string, sink: FloorSink) {
    this.#deps = deps;
    this.#processId = processId;
    this.#sink = sink;
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
    const known = [...campaignIds, ...(campaignId === '' ? [] : [campaignId])];
    if (known.some((each) => !this.#campaignNames.has(each))) await this.#readCampaigns(known);
    const nameOf = (id: string): string => this.#campaignNames.get(id) ?? id;
    return {
      ...agent,
      campaignId,
      name: await users.agentName(agent.agentId),
      notReadyBy: agent.notReadyBy === '' ? '' : await users.agentName(agent.notReadyBy),
      campaignNames: campaignIds.map(nameOf),
      campaignName: campaignId === '' ? '' : nameOf(campaignId),
      leadName: agent.leadId === '' ? '' : await this.#leadName(agent.leadId),
    };
  }

  /** A campaign that is not found goes by its id, and is not asked for with every change. */
  async #readCampaigns(ids: readonly string[]): Promise<void> {
    const campaigns = await this.#deps.configuration.campaigns(this.#processId);
    const names = new Map(campaigns.map(({ campaignId, name }) => [campaignId, name]));
    this.#campaignNames = new Map([...ids.map((id) => [id, id] as const), ...this.#campaignNames, ...names]);
  }

  /** One that cannot be read now is shown without its name. */
  async #leadName(leadId: string): Promise<string> {
    const known = this.#leadNames.get(leadId);
    if (known !== undefined) return known;
    try {
      const name = leadNameOf(await this.#deps.leads.get(this.#processId, leadId));
      if (this.#leadNames.size >= NAMES_MAX) this.#leadNames.clear();
      this.#leadNames.set(leadId, name);
      return name;
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      return '';
    }
  }

  #reportTrouble(error: AppError): void {
    this.#deps.events.floorUnwatchable(this.#processId, error.reason);
    this.#sink.trouble(troubleOf(error));
  }
}
