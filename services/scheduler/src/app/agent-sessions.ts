import type { Clock, Timer } from '@firstring/kernel';
import type { OutboxEvent } from '@firstring/store';
import { countDay, NO_DAY, type AgentDay } from '../domain/agent/agent-day.ts';
import { agentDueAt } from '../domain/agent/agent-timing.ts';
import type { AgentAction, AgentInput, AgentRefusal } from '../domain/agent/agent-input.ts';
import { canTakeWork, offlineAgent, type AgentState, type Work } from '../domain/agent/agent-state.ts';
import { stepAgent } from '../domain/agent/agent.ts';
import type { AgentEvents } from './agent-events.ts';
import { isMove, type AgentMove } from './decisions.ts';
import type { AgentDocument } from '../store/agents.ts';
import type { AgentWriter } from './agent-writer.ts';
import type { DeskStream } from './desk-stream.ts';
import type { DialOutcome } from './dial-lead.ts';
import type { Opened } from './open-by-hand.ts';

/** One agent in memory. Only `AgentSessions` changes `state`. */
export interface AgentSession {
  readonly agentId: string;
  state: AgentState;
  /** Rises by one with each change of the desk. */
  sequence: number;
  /** The newest page; older ones were taken over. */
  stream: DeskStream | undefined;
  timer: Timer | undefined;
  /** Leads this agent skipped, until when they are not offered to this agent again. */
  readonly skipped: Map<string, number>;
  /** Work whose lock is being given back, by attempt: stored, so that a crash in between leaves no lead locked for its lease. */
  readonly returning: Map<string, Work>;
  /** The attempt whose lock has its long lease: its document is stored. */
  keptAttemptId: string;
  /** Offers claim refused since the last presentation. */
  refusals: number;
  /** After too many of them: no offer before this. */
  pausedUntilAt: number;
  /** The dial in hand, for a second press to join. */
  dialling: Promise<DialOutcome> | undefined;
  /** The opening in hand, for a second one of the same to join. */
  opening: { readonly subject: string; readonly done: Promise<Opened> } | undefined;
  /** The outcome in hand, with the attempt it is about. */
  disposing: { readonly attemptId: string; readonly done: Promise<void> } | undefined;
  /** The last requests that changed something, so that a repeated one is the same answer. */
  readonly answered: string[];
  /** What they did on their last day at work. */
  day: AgentDay;
  /** Presence and reason the bus was told last. */
  told: string;
}

export interface AgentSessionsOptions {
  readonly clock: Clock;
  readonly writer: AgentWriter;
  /** Carries out what a step asks for. */
  readonly perform: (session: AgentSession, action: AgentAction) => void;
  /** An agent may take work now. */
  readonly onFree: () => void;
  readonly events: AgentEvents;
  /** Zone of a campaign's days. */
  readonly zoneOf: (campaignId: string) => string;
  /** The event of something an agent did of their own will. */
  readonly movedEvent: (agentId: string, move: AgentMove) => OutboxEvent;
}

/** All agents, the one place where their states change: step, timer, page, document, actions, in this order. */
export class AgentSessions implements Disposable {
  readonly #options: AgentSessionsOptions;
  readonly #sessions = new Map<string, AgentSession>();
  readonly #byAttempt = new Map<string, AgentSession>();
  readonly #byLead = new Map<string, AgentSession>();
  readonly #idle = new Set<AgentSession>();
  readonly #ended = new AbortController();

  constructor(options: AgentSessionsOptions) {
    this.#options = options;
  }

  get(agentId: string): AgentSession | undefined {
    return this.#sessions.get(agentId);
  }

  all(): Iterable<AgentSession> {
    return this.#sessions.values();
  }

  ofAttempt(attemptId: string): AgentSession | undefined {
    return this.#byAttempt.get(attemptId);
  }

  /** Who works on this lead; on a number in no lead, by the number. */
  ofLead(leadId: string): AgentSession | undefined {
    return this.#byLead.get(leadId);
  }

  /** Agents who may be given work, the one who waits longest first. */
  idle(): AgentSession[] {
    return [...this.#idle].sort(
      (a, b) => a.state.idleSinceAt - b.state.idleSinceAt || (a.agentId < b.agentId ? -1 : 1),
    );
  }

  /** The agent's session; a new one is Offline. */
  open(agentId: string): AgentSession {
    return (
      this.#sessions.get(agentId) ??
      this.restore(agentId, { state: offlineAgent(agentId, this.#options.clock.now()), sequence: 0 })
    );
  }

  /** Takes an agent in as it was stored. */
  restore(agentId: string, { state, sequence, returning = [], day = NO_DAY }: AgentDocument): AgentSession {
    const session: AgentSession = {
      agentId,
      state,
      sequence,
      stream: undefined,
      timer: undefined,
      skipped: new Map(),
      returning: new Map(returning.map((work) => [work.attemptId, work])),
      keptAttemptId: '',
      refusals: 0,
      pausedUntilAt: 0,
      dialling: undefined,
      opening: undefined,
      disposing: undefined,
      answered: [],
      day,
      told: `${state.presence} ${state.notReadyReason}`,
    };
    this.#sessions.set(agentId, session);
    this.#index(session, undefined);
    this.#setIdle(session);
    this.#setTimer(session);
    return session;
  }

  /** One step of one agent. The refusal of a command, when it does not fit the state. */
  apply(session: AgentSession, input: AgentInput): AgentRefusal | undefined {
    const before = session.state;
    const { state, actions, refused } = stepAgent(before, input, this.#options.clock.now());
    for (const action of actions) if (action.type === 'return_work') toReturn(session, action.work);
    if (state !== before) {
      session.state = state;
      session.day = countDay(session.day, before, state, this.#options.zoneOf);
      if (state.work !== before.work) this.#index(session, before);
      this.#setTimer(session);
      this.notify(session);
      if (isMove(input)) this.record(session, [this.#options.movedEvent(session.agentId, input)]);
      this.#save(session);
    }
    this.#setIdle(session);
    for (const action of actions) this.#options.perform(session, action);
    if (canTakeWork(session.state) && !canTakeWork(before)) this.#options.onFree();
    return refused;
  }

  /** The page has something newer to show. */
  notify(session: AgentSession): void {
    session.sequence += 1;
    session.stream?.notify();
  }

  /** Stores events about this agent's work with its document. */
  record(session: AgentSession, events: readonly OutboxEvent[]): void {
    const { agentId, state, sequence, day } = session;
    const returning = [...session.returning.values()];
    const known = day === NO_DAY ? { state, sequence } : { state, sequence, day };
    const doc = returning.length === 0 ? known : { ...known, returning };
    this.#options.writer.save(agentId, doc, events);
  }

  /** When all pages end, for closing. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Ends every page, for closing. */
  endStreams(): void {
    this.#ended.abort();
    for (const { stream } of this.#sessions.values()) stream?.end('closed');
  }

  [Symbol.dispose](): void {
    for (const session of this.#sessions.values()) session.timer?.cancel();
  }

  /** An offer that has not reached the agent leaves no trace: its lock runs out by itself. */
  #save(session: AgentSession): void {
    const { presence, notReadyReason } = session.state;
    if (presence === 'reserved') return;
    const told = `${presence} ${notReadyReason}`;
    this.record(session, told === session.told ? [] : [this.#options.events.presence(session)]);
    session.told = told;
  }

  #setIdle(session: AgentSession): void {
    if (canTakeWork(session.state)) this.#idle.add(session);
    else this.#idle.delete(session);
  }

  #index(session: AgentSession, before: AgentState | undefined): void {
    if (before?.work !== undefined) {
      if (this.#byAttempt.get(before.work.attemptId) === session)
        this.#byAttempt.delete(before.work.attemptId);
      const subject = subjectOf(before.work);
      if (this.#byLead.get(subject) === session) this.#byLead.delete(subject);
    }
    const { work } = session.state;
    if (work === undefined) return;
    this.#byAttempt.set(work.attemptId, session);
    this.#byLead.set(subjectOf(work), session);
  }

  #setTimer(session: AgentSession): void {
    session.timer?.cancel();
    const { clock } = this.#options;
    const dueAt = agentDueAt(session.state);
    if (dueAt === Infinity) {
      session.timer = undefined;
      return;
    }
    session.timer = clock.setTimer(Math.max(0, dueAt - clock.now()), () => this.#due(session));
  }

  #due(session: AgentSession): void {
    this.apply(session, { type: 'tick' });
    this.#setTimer(session);
  }
}

function subjectOf({ leadId, homeGuard }: Work): string {
  return leadId === '' ? homeGuard : leadId;
}

/** Stored with the state that no longer has it. Without a token there is no lock yet. */
function toReturn(session: AgentSession, work: Work): void {
  if (work.token !== 0) session.returning.set(work.attemptId, work);
}
