import { campaignPolicy, type CadencePolicy } from '@firstring/domain';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { AgentAction, AgentInput } from '../../domain/agent/agent-input.ts';
import { canTakeWork, offlineAgent, type AgentState } from '../../domain/agent/agent-state.ts';
import { stepAgent } from '../../domain/agent/agent.ts';
import { DialbackQueue } from '../../domain/dialback-queue.ts';
import type { ListOrder } from '../../domain/order/campaign-rules.ts';
import type { IndexCard } from '../../domain/order/card.ts';
import type { Criteria } from '../../domain/order/criteria.ts';
import { OrderIndex } from '../../domain/order/order-index.ts';
import { decodeCampaign } from '../../upstream/decode-campaign.ts';
import { CampaignRegistry } from '../campaign-registry.ts';
import type { ProcessOrder } from '../orders.ts';

/** Leads moved at a stretch; the simulated clock stands still meanwhile. */
const STEPS = 65_536;
/** Twice as many slots as leads, for those in two campaigns; never fewer than this. */
const SLOTS_MIN = 1_000_000;

/** One agent of the simulation. */
export interface SimAgent {
  readonly agentId: string;
  state: AgentState;
  readonly skipped: Map<string, number>;
  refusals: number;
  pausedUntilAt: number;
}

/** The scheduler's memory, of all processes, without its neighbours: orders, agents, leads. The same code as the service's decides in it. */
export class SimWorld {
  readonly campaigns = new CampaignRegistry();
  /** Every live lead as it is now. */
  readonly cards = new Map<string, { processId: string; card: IndexCard }>();
  readonly agents = new Map<string, SimAgent>();
  readonly #processes = new Map<string, ProcessOrder>();
  readonly #idle = new Set<SimAgent>();
  readonly #campaigns = new Map<string, Campaign>();
  readonly #slots: number;

  constructor(leads: number) {
    this.#slots = Math.max(SLOTS_MIN, leads * 4);
  }

  find(processId: string): ProcessOrder | undefined {
    return this.#processes.get(processId);
  }

  process(processId: string): ProcessOrder {
    let process = this.#processes.get(processId);
    if (process === undefined) {
      process = this.#newProcess(processId);
      this.#processes.set(processId, process);
    }
    return process;
  }

  /** When time moves a lead, or a dial-back falls due. */
  nextDueAt(nowAt: number): number {
    let dueAt = Infinity;
    for (const { order, dialbacks } of this.#processes.values()) {
      dueAt = Math.min(dueAt, order.nextDueAt, dialbacks.nextDueAt(nowAt));
    }
    return dueAt;
  }

  catchUp(nowAt: number): void {
    for (const { order } of this.#processes.values()) while (order.advance(nowAt, STEPS));
  }

  setCampaign(campaign: Campaign): void {
    const settings = decodeCampaign(campaign);
    this.#campaigns.set(campaign.campaignId, campaign);
    this.campaigns.set(settings);
    this.process(settings.processId).order.setCampaign(settings.campaignId, settings.order);
  }

  setList(list: ListOrder): void {
    this.process(list.processId).order.setList(list);
  }

  setCriteria(of: { processId: string; campaignId: string; criteria: Criteria }): void {
    const { order } = this.process(of.processId);
    order.setCriteria(of.campaignId, of.criteria);
    order.takeBehind();
  }

  campaign(campaignId: string): Campaign | undefined {
    return this.#campaigns.get(campaignId);
  }

  /** What a campaign allows for the leads of a list. */
  policyOf(campaignId: string, listId: string): CadencePolicy {
    const campaign = this.campaign(campaignId);
    const policy = campaignPolicy(campaign ?? { maxAttempts: 0 });
    const ownMax = campaign?.lists.find((list) => list.listId === listId)?.maxAttempts || Infinity;
    return { ...policy, maxAttempts: Math.min(policy.maxAttempts, ownMax) };
  }

  upsert(processId: string, card: IndexCard, nowAt: number): void {
    const known = this.cards.get(card.leadId);
    if (known !== undefined && known.card.version >= card.version) return;
    this.cards.set(card.leadId, { processId, card });
    this.process(processId).order.upsert(card, nowAt);
  }

  remove(processId: string, leadId: string, nowAt: number): void {
    this.cards.delete(leadId);
    this.process(processId).order.remove(leadId, nowAt);
  }

  agent(agentId: string, nowAt: number): SimAgent {
    let agent = this.agents.get(agentId);
    if (agent === undefined) {
      const state = offlineAgent(agentId, nowAt);
      agent = { agentId, state, skipped: new Map(), refusals: 0, pausedUntilAt: 0 };
      this.agents.set(agentId, agent);
    }
    return agent;
  }

  /** One step of an agent, by the service's own reducer. */
  step(agent: SimAgent, input: AgentInput, nowAt: number): readonly AgentAction[] {
    const { state, actions } = stepAgent(agent.state, input, nowAt);
    agent.state = state;
    if (canTakeWork(state)) this.#idle.add(agent);
    else this.#idle.delete(agent);
    return actions;
  }

  get hasIdle(): boolean {
    return this.#idle.size > 0;
  }

  /** Who may be given work, the one who waits longest first. */
  idle(): readonly SimAgent[] {
    if (this.#idle.size < 2) return [...this.#idle];
    return [...this.#idle].sort(
      (a, b) => a.state.idleSinceAt - b.state.idleSinceAt || (a.agentId < b.agentId ? -1 : 1),
    );
  }

  /** As after a start of the scheduler: the order is as it was, pages have to come back, and what agents skipped is forgotten. */
  restart(nowAt: number): void {
    for (const agent of this.agents.values()) {
      agent.skipped.clear();
      agent.refusals = 0;
      agent.pausedUntilAt = 0;
      if (agent.state.presence !== 'offline') this.step(agent, { type: 'desk_closed' }, nowAt);
    }
  }

  #newProcess(processId: string): ProcessOrder {
    return {
      processId,
      order: new OrderIndex({ leadsMax: this.#slots }),
      dialbacks: new DialbackQueue(),
    };
  }
}
