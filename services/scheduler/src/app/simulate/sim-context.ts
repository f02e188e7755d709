import type { Work } from '../../domain/agent/agent-state.ts';
import type { IndexCard } from '../../domain/order/card.ts';
import type { Turn } from '../../domain/order/list-turns.ts';
import type { Choice } from '../match-agents.ts';
import type { Customers } from './customers.ts';
import type { DayHeader, DayInput, OpenedInput } from './day.ts';
import type { EventHeap } from './event-heap.ts';
import type { Presentation } from './presentation.ts';
import type { SimAgent, SimWorld } from './sim-world.ts';

/** How long a lock lasts: no choice depends on it. */
export const LEASE_MS = 3_600_000;
export const HOUR_MS = 3_600_000;
/** A choice that the record has so soon for an agent is made then: locks, timers and messages take their time in a real day. */
export const SOON_MS = 1000;
/** Above any token of a record: what is simulated is newer than what is not. */
export const TOKEN_MIN = 2 ** 40;

/** What the simulation remembers of a lead. */
export interface LeadTrack {
  /** Its history is another one than in the record: what the record says of it later does not hold. */
  isOff: boolean;
  /** Dials since the day's start. */
  dials: number;
  /** How often each outcome with a limit was said. */
  readonly outcomeCounts: Map<string, number>;
  recordedCard: IndexCard | undefined;
}

/** A lead in an agent's hands. */
export interface Attempt {
  readonly agent: SimAgent;
  readonly turn: Turn | undefined;
  readonly presentation: Presentation;
  readonly processId: string;
  readonly homeGuard: string;
  token: number;
}

/** One run of the simulator. */
export interface SimContext {
  readonly header: DayHeader;
  readonly world: SimWorld;
  readonly heap: EventHeap;
  readonly customers: Customers;
  readonly leads: Map<string, LeadTrack>;
  /** Instants of counted attempts by number, oldest first. */
  readonly numbers: Map<string, number[]>;
  readonly presentations: Presentation[];
  /** Campaigns that are not what they were that day. */
  readonly changed: ReadonlySet<string>;
  nowAt: number;
  events: number;
  attempts: number;
  /** For making a record of the run. */
  readonly tell: (input: DayInput) => void;
}

export function trackOf(run: SimContext, leadId: string): LeadTrack {
  let track = run.leads.get(leadId);
  if (track === undefined) {
    track = { isOff: false, dials: 0, outcomeCounts: new Map(), recordedCard: undefined };
    run.leads.set(leadId, track);
  }
  return track;
}

/** Takes the lead for the agent: hold, turn and reservation, as the service does in one step. */
export function takeLead(
  run: SimContext,
  agent: SimAgent,
  choice: Choice,
  as: { readonly attemptId: string; readonly basis: Presentation['basis'] },
): Attempt {
  const { candidate, process } = choice;
  const { turn, leadId, campaignId, homeGuard, lane, level } = candidate;
  const { order } = process;
  const facts = order.view.facts(leadId);
  order.hold(homeGuard, { leadId, token: Infinity });
  order.turns.take(turn);
  run.world.step(agent, { type: 'reserve', work: workOf(run, choice, as.attemptId) }, run.nowAt);
  const presentation: Presentation = {
    ...as,
    agentId: agent.agentId,
    leadId,
    campaignId,
    lane,
    level,
    chosenAt: run.nowAt,
    optInAt: facts?.optInAt ?? 0,
    isFirst: facts?.totalAttempts === 0,
    outcome: 'chosen',
    talkMs: 0,
    capHits: [],
  };
  if (run.nowAt >= run.header.fromAt) run.presentations.push(presentation);
  return { agent, turn, presentation, processId: process.processId, homeGuard, token: Infinity };
}

function workOf(run: SimContext, { candidate, process, dialbackId }: Choice, attemptId: string): Work {
  const { campaignId, leadId, homeGuard, leadVersion, lane, level } = candidate;
  const settings = run.world.campaigns.get(campaignId);
  return {
    processId: process.processId,
    campaignId,
    leadId,
    homeGuard,
    leadVersion,
    attemptId,
    lane,
    level,
    ...(dialbackId === undefined ? {} : { dialbackId }),
    limits: {
      ringOnPreview: settings?.ringOnPreview ?? false,
      previewMs: settings?.previewMs ?? 0,
      wrapUpMs: settings?.wrapUpMs ?? 0,
      ringMs: settings?.ringMs ?? 30_000,
      skipBudget: settings?.skipBudget ?? 0,
    },
    chosenAt: run.nowAt,
    token: 0,
    dialRefusals: [],
    settling: false,
  };
}

/** A lead, or a number, that the agent opens by hand; undefined where something else is in hand here. */
export function openLead(run: SimContext, input: OpenedInput): Attempt | undefined {
  const { attemptId, agentId, leadId, campaignId, processId, token } = input;
  const { nowAt, world } = run;
  const agent = world.agent(agentId, nowAt);
  const process = world.process(processId);
  const known = leadId === '' ? undefined : process.order.view.lead(leadId);
  const homeGuard = known?.homeGuard ?? '';
  const candidate = {
    leadId,
    homeGuard,
    campaignId,
    leadVersion: 0,
    lane: 'postponed',
    level: 'waiting',
  } as const;
  const choice = { process, candidate: { ...candidate, sortKey: [0, 0, 0] as const } };
  const lane = input.isCaller === true ? 'caller' : 'by_hand';
  const work: Work = { ...workOf(run, choice, attemptId), lane };
  world.step(agent, { type: 'open', work }, nowAt);
  if (agent.state.work?.attemptId !== attemptId) return undefined;
  process.order.hold(homeGuard, { leadId, token });
  world.step(agent, { type: 'granted', token, lockExpiresAt: nowAt + LEASE_MS }, nowAt);
  const shown = { attemptId, agentId, leadId, campaignId, lane: 'postponed', level: '' } as const;
  const came = { chosenAt: nowAt, optInAt: 0, isFirst: false, basis: 'recorded' } as const;
  // Not among the presentations: no policy decided it.
  const presentation: Presentation = { ...shown, ...came, outcome: 'presented', talkMs: 0, capHits: [] };
  return { agent, turn: undefined, presentation, processId, homeGuard, token };
}

/** Notes a counted attempt for the number's cap. */
export function countAttempt(run: SimContext, phone: string, at: number): void {
  const known = run.numbers.get(phone);
  if (known === undefined) run.numbers.set(phone, [at]);
  else known.push(at);
}
