import { DECISION_EVENTS } from '@firstring/contracts';
import { DecisionEvent, Lane } from '@firstring/contracts/scheduling/scheduling_service';
import type { CreateExclusionRequest } from '@firstring/contracts/claim/exclusion_service';
import type { Permit } from '@firstring/contracts/claim/claim_service';
import { AnswerBook } from './_answer-book.ts';
import { GuardBook, type GuardDoc } from './_guard-book.ts';
import type { LedgerCall } from './_ledger.ts';
import { ATTEMPTS_A_DAY, PROBE_AGENT, PROCESS } from './_office.ts';
import type { Served } from './_sim-rpc.ts';
import type { Commit, Deleted } from './_sim-store.ts';
import type { SimWorld } from './_world.ts';

export interface Broken {
  /** `I2`, or what else was not as it must be. */
  readonly id: string;
  readonly text: string;
  readonly atMs: number;
}

export interface LeadDoc {
  readonly state: 'live' | 'deleted';
  readonly status: string;
  readonly callerId: string;
  readonly identity: { readonly source: string; readonly key: string };
  readonly progress: { readonly totalAttempts: number; readonly dialState: string };
}

export interface AgentDoc {
  readonly state: {
    readonly presence: string;
    readonly work?: {
      readonly leadId: string;
      readonly homeGuard: string;
      readonly attemptId: string;
      readonly token: number;
      readonly dialbackId?: string;
      readonly presentedAt?: number;
    };
  };
}

interface DialbackDoc {
  readonly phone: string;
  readonly entries: readonly {
    readonly dialbackId: string;
    readonly leadId: string;
    readonly state: string;
    readonly notBeforeAt: number;
  }[];
}

const STATUSES = ['new', 'contacted', 'converted'];
/** REQUIREMENTS section 5, "Dial-back entry"; the sweeper may end any that is open. */
const DIALBACK_STEPS: Readonly<Record<string, readonly string[]>> = {
  queued: ['presented', 'dialing', 'cancelled', 'expired', 'completed', 'closed'],
  presented: ['queued', 'dialing', 'cancelled', 'expired', 'completed', 'closed'],
  dialing: ['queued', 'completed', 'cancelled', 'expired', 'closed'],
};

/** Watches everything that becomes durable, every answer and every INVITE, and writes down what must not be. */
export class Invariants {
  readonly broke: Broken[] = [];
  /** By lead, when it was shown to an agent. */
  readonly presented = new Map<string, number[]>();
  /** Numbers that claim has answered are on the list. */
  readonly excluded = new Set<string>();
  readonly guards: GuardBook;
  readonly #answers: AnswerBook;
  readonly #world: SimWorld;
  readonly #versions = new Map<string, number>();
  readonly #leads = new Map<string, LeadDoc>();
  readonly #identities = new Map<string, string>();
  readonly #dialbacks = new Map<string, string>();
  /** Entries that wait to be called, since when. */
  readonly #waiting = new Map<
    string,
    { readonly phone: string; readonly leadId: string; readonly sinceMs: number }
  >();
  /** Since when nothing is broken; a refusal or a failure may keep an entry back for so long after that. */
  calmSinceMs = Infinity;
  keptBackMs = 30_000;
  /** Attempts by lead whose INVITE may have left. */
  readonly #mayHaveRung = new Map<string, Set<string>>();

  constructor(world: SimWorld) {
    this.#world = world;
    this.guards = new GuardBook(world, (id, text) => this.broken(id, text));
    this.#answers = new AnswerBook(this.guards, (id, text) => this.broken(id, text));
  }

  broken(id: string, text: string): void {
    this.broke.push({ id, text, atMs: this.#world.timeline.nowMs });
    this.#world.trace(`BROKEN ${id}: ${text}`);
  }

  committed(commit: Commit): void {
    this.#rises(commit);
    switch (`${commit.machine}/${commit.collection}`) {
      case 'claim/guards':
        this.guards.committed(commit.id, commit.doc as GuardDoc);
        return;
      case 'lead-store/leads':
        this.#lead(commit.id, commit.doc as LeadDoc);
        return;
      case 'dialback/missed_calls':
        this.#dialback(commit.doc as DialbackDoc);
        return;
      case 'scheduler/agents':
        this.#decided(commit.events);
        return;
      case 'sip/attempts':
        this.#attempt(commit.id, commit.doc as { phase: string; leadId: string });
        return;
      default:
    }
  }

  /** A later document of the same id begins again. */
  deleted(gone: Deleted): void {
    this.#versions.delete(nameOf(gone));
  }

  served(call: Served): void {
    const { nowMs } = this.#world.timeline;
    this.#answers.served(call, nowMs);
    if (call.method !== 'firstring.claim.v1.ExclusionService/createExclusion' || call.answer.type !== 'ok')
      return;
    // Whoever asked, the office or a desk: from this answer on I6 holds of the number.
    const { exclusion } = call.request as CreateExclusionRequest; // what this method is sent
    if (exclusion !== undefined) this.excluded.add(exclusion.phone);
  }

  acknowledged(name: string, leadId: string): void {
    if (this.#world.readOne('lead-store', 'leads', leadId) === undefined)
      this.broken('I1', `${name} was acknowledged as ${leadId}, which is not stored`);
  }

  /** The moment an INVITE leaves. */
  invited(permit: Permit, earlier: readonly LedgerCall[]): void {
    const { attemptId, phone, permitId, fencingToken, leadId } = permit;
    this.#world.trace(`INVITE to ${phone} for ${leadId}, attempt ${attemptId}`);
    if (earlier.some((call) => call.attemptId === attemptId))
      this.broken('I3', `two INVITEs for ${attemptId}`);
    if (earlier.some((call) => call.phone === phone && call.endedMs === undefined))
      this.broken('I3', `two calls at a time to ${phone}`);
    if (this.excluded.has(phone)) this.broken('I6', `an INVITE to ${phone}, which is excluded`);
    if (earlier.filter((call) => call.phone === phone).length >= ATTEMPTS_A_DAY)
      this.broken('I8', `more than ${ATTEMPTS_A_DAY} INVITEs a day to ${phone}`);
    const guard = this.guards.all.get(`${PROCESS}|${phone}`);
    if (guard?.token !== String(fencingToken))
      this.broken('I2', `an INVITE under token ${fencingToken}, the newest is ${guard?.token}`);
    if (guard?.permit?.permitId !== permitId)
      this.broken('I8', `an INVITE without a reserved attempt: ${attemptId}`);
  }

  get leads(): ReadonlyMap<string, LeadDoc> {
    return this.#leads;
  }

  /** I17: versions rise by one. */
  #rises({ version, ...of }: Commit): void {
    const name = nameOf(of);
    const before = this.#versions.get(name) ?? 0;
    if (version !== before + 1) this.broken('I17', `${name}: version ${version} after ${before}`);
    this.#versions.set(name, version);
  }

  #lead(leadId: string, lead: LeadDoc): void {
    const before = this.#leads.get(leadId);
    this.#leads.set(leadId, lead);
    if (lead.state === 'deleted') return;
    const identity = `${lead.identity.source}|${lead.identity.key}`;
    const known = this.#identities.get(identity) ?? leadId;
    this.#identities.set(identity, known);
    if (known !== leadId) this.broken('I1', `stored twice: ${identity}, as ${known} and ${leadId}`);
    if (before !== undefined && STATUSES.indexOf(lead.status) < STATUSES.indexOf(before.status))
      this.broken('I17', `${leadId} went from ${before.status} to ${lead.status}`);
    const rung = this.#mayHaveRung.get(leadId)?.size ?? 0;
    if (lead.progress.totalAttempts > rung)
      this.broken(
        'I8',
        `${leadId} has ${lead.progress.totalAttempts} attempts, its phone may have rung ${rung} times`,
      );
  }

  #dialback({ phone, entries }: DialbackDoc): void {
    const { nowMs } = this.#world.timeline;
    for (const { dialbackId, leadId, state, notBeforeAt } of entries) {
      const waitMs = Math.max(0, notBeforeAt - this.#world.machine('dialback').wallAt());
      if (state === 'queued') this.#waiting.set(dialbackId, { phone, leadId, sinceMs: nowMs + waitMs });
      else this.#waiting.delete(dialbackId);
      const before = this.#dialbacks.get(dialbackId);
      this.#dialbacks.set(dialbackId, state);
      if (before === undefined || before === state) continue;
      if (DIALBACK_STEPS[before]?.includes(state) !== true)
        this.broken('I17', `dial-back ${dialbackId} went from ${before} to ${state}`);
    }
  }

  #decided(events: Commit['events']): void {
    const { nowMs } = this.#world.timeline;
    for (const { topic, payload } of events) {
      if (topic !== DECISION_EVENTS.name) continue;
      const { outcome, leadId, lane, agentId } = DecisionEvent.decode(payload);
      if (outcome !== 'presented') continue;
      this.presented.set(leadId, [...(this.presented.get(leadId) ?? []), nowMs]);
      if (lane !== Lane.LANE_DIALBACK && agentId !== PROBE_AGENT) this.#isAfterDialbacks(leadId, agentId);
    }
  }

  /** I5: nobody who called and waits could have been called instead. */
  #isAfterDialbacks(leadId: string, agentId: string): void {
    const { nowMs } = this.#world.timeline;
    for (const [dialbackId, waiting] of this.#waiting) {
      const since = Math.max(waiting.sinceMs, this.calmSinceMs);
      const isCallable =
        this.#leads.get(waiting.leadId)?.progress.dialState === 'open' &&
        !this.excluded.has(waiting.phone) &&
        // A lead that somebody owns waits for its owner.
        this.guards.all.get(`${PROCESS}|${waiting.phone}`)?.claims[waiting.leadId] === undefined &&
        this.guards.isFreeFor(waiting.phone, this.keptBackMs) &&
        this.#world.ledger.calls.filter(({ phone }) => phone === waiting.phone).length < ATTEMPTS_A_DAY;
      if (isCallable && nowMs - since > this.keptBackMs)
        this.broken(
          'I5',
          `${agentId} is shown ${leadId}, dial-back ${dialbackId} waits since ${waiting.sinceMs} ms`,
        );
    }
  }

  #attempt(attemptId: string, { phase, leadId }: { phase: string; leadId: string }): void {
    if (phase !== 'invited') return;
    this.#mayHaveRung.set(leadId, (this.#mayHaveRung.get(leadId) ?? new Set()).add(attemptId));
  }
}

function nameOf({ machine, collection, id }: Deleted): string {
  return `${machine}/${collection}/${id}`;
}
