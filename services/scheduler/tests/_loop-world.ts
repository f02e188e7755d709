import { setImmediate } from 'node:timers/promises';
import { reasonError } from '@firstring/contracts';
import { silentLog, type Random } from '@firstring/kernel';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import { openMemoryStore } from '@firstring/store';
import { cadencePolicy } from '@firstring/domain';
import { applyCallEvent } from '../src/app/apply-call-event.ts';
import { applyClaimChange, type ClaimChange } from '../src/app/apply-claim-event.ts';
import { applyCampaign } from '../src/app/apply-configuration.ts';
import { applyLeadChange } from '../src/app/apply-lead-event.ts';
import { createSchedulerDeps } from '../src/app/create-scheduler-deps.ts';
import type { ClaimPort, GuardRef, LeadPort, RecordedOutcome, SipPort } from '../src/app/ports.ts';
import type { SchedulerDeps } from '../src/app/scheduler-deps.ts';
import type { CallPhase } from '../src/domain/agent/agent-state.ts';
import type { IndexCard } from '../src/domain/order/card.ts';
import { sampleCard, sampleLeadId } from '../src/domain/order/sample-card.ts';
import { createSchedulerEvents } from '../src/events.ts';
import { AGENTS } from '../src/store/agents.ts';
import { PACING } from '../src/store/pacing.ts';
import { createDecisions } from '../src/transport/bus/decision-events.ts';
import { createAgentEvents } from '../src/transport/bus/outgoing-events.ts';

/** Monday noon in New York. */
const NOON = Date.UTC(2026, 5, 1, 16);
export const PROCESS = 'process-1';

interface Guard {
  token: number;
  lock: { leadId: string; agentId: string; expiresAt: number } | undefined;
}

/**
 * The scheduler's loop with neighbours that are slow, lose requests and answers, and send their events late; one seed decides
 * everything. Time moves only in `turn`.
 */
export class LoopWorld {
  readonly clock = new SimulatedClock(NOON);
  readonly random: Random;
  readonly deps: SchedulerDeps;
  readonly guards = new Map<string, Guard>();
  readonly cards = new Map<string, IndexCard>();
  /** Broken promises, told by the neighbours. */
  readonly broken: string[] = [];
  readonly dialled = new Map<string, string>();
  /** One in so many requests is lost, or its answer is. */
  lossRate = 0.05;
  readonly #stack = new AsyncDisposableStack();
  #lastEventAt = 0;

  constructor(seed: string, leads: number) {
    this.random = seededRandom(seed);
    const store = openMemoryStore();
    const { clock } = this;
    const chance = { clock, random: this.random.fork('ids') };
    this.deps = createSchedulerDeps(
      {
        clock,
        random: this.random.fork('scheduler'),
        events: createSchedulerEvents(silentLog),
        settings: {
          offerLeaseMs: 3000,
          lockLeaseMs: 3_600_000,
          deskTakenMs: 2000,
          skipPauseMs: 60_000,
          callerLeaseMs: 30_000,
        },
        leadsMax: 65_536,
        claim: this.#claim(),
        leads: this.#leads(),
        sip: this.#sip(),
        dialback: { present: async () => true, settle: async () => {}, open: async () => [] },
        agentDocuments: store.collection(AGENTS),
        pacingDocuments: store.collection(PACING),
        decisions: (decisionLog) => createDecisions({ ...chance, decisionLog }),
        agentEvents: createAgentEvents(chance),
      },
      this.#stack,
    );
    this.deps.status.phase = 'serving';
    this.#setUp(leads);
  }

  /** Moves time on and lets everything settle that can. */
  async turn(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 25) {
      this.clock.advance(Math.min(25, left));
      await setImmediate();
    }
  }

  /** claim's sweeper. */
  expireLocks(): void {
    for (const [phone, guard] of this.guards) {
      if (guard.lock === undefined || guard.lock.expiresAt > this.clock.now()) continue;
      this.#send(phone, guard.lock.leadId, guard.token, { type: 'lock_expired' });
      guard.lock = undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = this.#stack[Symbol.asyncDispose]().then(() => 'closed');
    // Requests in flight need time to pass before they end.
    while ((await Promise.race([closing, this.turn(1000)])) !== 'closed');
  }

  #setUp(leads: number): void {
    applyCampaign(this.deps, {
      campaignId: 'campaign-1',
      processId: PROCESS,
      version: 1,
      timeZone: 'America/New_York',
      agentIds: ['agent-1', 'agent-2', 'agent-3'],
      isClosed: false,
      order: {
        policy: cadencePolicy({ firstDayGapsMs: [60_000], busyGapMs: 30_000 }),
        window: { startMinute: 0, endMinute: 1440 },
      },
      ringOnPreview: this.random.int(2) === 0,
      previewMs: 60_000,
      wrapUpMs: 30_000,
      ringMs: 30_000,
      skipBudget: 3,
      manualDialling: false,
      dispositions: [{ code: 'retry', category: 'retry' }],
    });
    for (let number = 0; number < leads; number += 1) {
      // Every third number has two leads.
      const homeGuard = `+1212555${1000 + (number % 3 === 2 ? number - 1 : number)}`;
      const card = sampleCard(number, { optInAt: NOON - number * 1000, homeGuard });
      this.cards.set(sampleLeadId(number), card);
      this.#emitCard(card);
    }
  }

  /** A request that takes its time and may be lost on the way there or back. */
  async #call<T>(effect: () => T): Promise<T> {
    await this.clock.sleep(this.random.int(60));
    const fate = this.random.float();
    if (fate < this.lossRate / 2) throw reasonError('UNAVAILABLE');
    const answer = effect();
    await this.clock.sleep(this.random.int(60));
    if (fate < this.lossRate) throw reasonError('DEADLINE_EXCEEDED');
    return answer;
  }

  /** Events come late but in order. */
  #later(deliver: () => void): void {
    this.#lastEventAt = Math.max(this.#lastEventAt, this.clock.now() + this.random.int(200));
    this.clock.setTimer(this.#lastEventAt - this.clock.now(), deliver);
  }

  #send(phone: string, leadId: string, token: number, change: ClaimChange['change']): void {
    this.#later(() => applyClaimChange(this.deps, { processId: PROCESS, phone, leadId, token, change }));
  }

  #emitCard(card: IndexCard): void {
    this.#later(() => {
      applyLeadChange(this.deps, { type: 'card', processId: PROCESS, card }).catch((error: unknown) =>
        this.broken.push(String(error)),
      );
    });
  }

  #guard(phone: string): Guard {
    let guard = this.guards.get(phone);
    if (guard === undefined) this.guards.set(phone, (guard = { token: 0, lock: undefined }));
    return guard;
  }

  #held({ phone, leadId }: GuardRef, token: number): Guard {
    const guard = this.#guard(phone);
    if (guard.token !== token) throw reasonError('STALE_TOKEN');
    if (
      guard.lock === undefined ||
      guard.lock.leadId !== leadId ||
      guard.lock.expiresAt <= this.clock.now()
    ) {
      throw reasonError('LOCK_EXPIRED');
    }
    return guard;
  }

  #claim(): ClaimPort {
    const answers = new Map<string, Awaited<ReturnType<ClaimPort['acquireLock']>>>();
    return {
      acquireLock: ({ requestId, guard: { phone, leadId }, agentId, leaseMs }) =>
        this.#call(() => {
          const before = answers.get(requestId);
          if (before !== undefined) return before;
          const guard = this.#guard(phone);
          if (guard.lock !== undefined && guard.lock.expiresAt > this.clock.now()) {
            return { type: 'refused', reason: 'LOCKED_BY_OTHER', clearsAt: guard.lock.expiresAt } as const;
          }
          guard.token += 1;
          const expiresAt = this.clock.now() + leaseMs;
          guard.lock = { leadId, agentId, expiresAt };
          this.#send(phone, leadId, guard.token, { type: 'lock_acquired' });
          const answer = { type: 'granted', token: guard.token, expiresAt } as const;
          answers.set(requestId, answer);
          return answer;
        }),
      holdForCaller: async () => {
        throw new Error('nobody calls');
      },
      renewLock: ({ guard, token, leaseMs }) =>
        this.#call(() => {
          const { lock } = this.#held(guard, token);
          if (lock !== undefined) lock.expiresAt = this.clock.now() + leaseMs;
          return this.clock.now() + leaseMs;
        }),
      releaseLock: ({ guard: ref, token, leadVersion }) =>
        this.#call(() => {
          const guard = this.#guard(ref.phone);
          if (token < guard.token) throw reasonError('STALE_TOKEN');
          if (guard.lock === undefined) return;
          guard.lock = undefined;
          this.#send(ref.phone, ref.leadId, token, { type: 'lock_released', isForced: false, leadVersion });
        }),
      authorizeDial: ({ guard, token, attemptId }) =>
        this.#call(() => {
          this.#held(guard, token);
          return {
            type: 'permitted',
            permit: { permitId: attemptId, attemptId, phone: guard.phone },
          } as never; // sip's fake reads no more
        }),
      returnPermit: () => this.#call(() => {}),
      claimLead: () => this.#call(() => {}),
      endCallback: () => this.#call(() => {}),
      giveUpClaim: () => this.#call(() => {}),
      exclude: () => this.#call(() => {}),
      readGuard: async () => {
        throw new Error('nobody asked for a guard');
      },
    };
  }

  #leads(): LeadPort {
    const recorded = new Map<string, RecordedOutcome>();
    return {
      dialFacts: () => this.#call(() => ({}) as never), // claim's fake reads none of it
      recordOutcome: ({ requestId, leadId, token, attemptId }) =>
        this.#call(() => {
          const before = recorded.get(requestId);
          if (before !== undefined) return before;
          const card = this.cards.get(leadId);
          if (card === undefined) throw reasonError('LEAD_NOT_FOUND');
          const guard = this.#guard(card.homeGuard);
          if (token < guard.token) throw reasonError('STALE_TOKEN');
          const after = this.#worked(card, attemptId !== '');
          const none = { claim: undefined, givesUpClaim: false };
          const answer = { version: after.version, category: 'retry', card: after, ...none } as const;
          recorded.set(requestId, answer);
          return answer;
        }),
      leadsOfNumber: async () => [],
      createCallerLead: async () => {
        throw new Error('nobody calls');
      },
      processIds: async () => [PROCESS],
      campaigns: async () => [],
      lists: async () => [],
      streamCards: async function* () {},
      streamPlacements: async function* () {},
      findEnd: async () => undefined,
    };
  }

  #worked(card: IndexCard, isAttempt: boolean): IndexCard {
    const attempt = isAttempt
      ? {
          cadenceAttempts: card.cadenceAttempts + 1,
          totalAttempts: card.totalAttempts + 1,
          dayAttempts: card.dayAttempts + 1,
          lastAttemptDay: '2026-06-01',
          lastAttemptEndAt: this.clock.now(),
          lastAttemptResult: 'no_answer' as const,
        }
      : { dialState: 'archived' as const };
    const after = { ...card, ...attempt, version: card.version + 1 };
    this.cards.set(card.leadId, after);
    this.#emitCard(after);
    return after;
  }

  #sip(): SipPort {
    const placed = new Set<string>();
    const rung = new Set<string>();
    return {
      dialLead: () => Promise.reject(new Error('these campaigns dial nobody by themselves')),
      ringAgent: ({ attemptId }) =>
        this.#call(() => {
          if (rung.has(attemptId)) return;
          rung.add(attemptId);
          this.#play(attemptId, [['agent_ringing', 1], ...(this.random.int(3) === 0 ? lifted : [])]);
        }),
      placeCall: ({ permit: { attemptId, phone } }) =>
        this.#call(() => {
          if (placed.has(attemptId)) return;
          placed.add(attemptId);
          const other = this.dialled.get(phone);
          if (other !== undefined)
            this.broken.push(`${phone} is dialled twice at once: ${other}, ${attemptId}`);
          this.dialled.set(phone, attemptId);
          const isAnswered = this.random.int(2) === 0;
          this.#play(attemptId, [['lead_dialled', 3], ...(isAnswered ? answered : []), ['ended', 9]], () =>
            this.dialled.delete(phone),
          );
        }),
      hangUp: () => this.#call(() => {}),
      controlCall: () => this.#call(() => {}),
    };
  }

  #play(attemptId: string, steps: readonly (readonly [CallPhase, number])[], atEnd = () => {}): void {
    let delayMs = 0;
    for (const [phase, version] of steps) {
      delayMs += this.random.int(4000);
      this.clock.setTimer(delayMs, () => {
        if (phase === 'ended') atEnd();
        const end = phase === 'ended' ? { endCause: 'no_answer' } : {};
        const at = this.clock.now();
        this.#later(() => applyCallEvent(this.deps, { attemptId, phase, version, at, ...end }));
      });
    }
  }
}

const lifted = [['agent_answered', 2]] as const;
const answered = [
  ['lead_answered', 4],
  ['bridged', 5],
] as const;
