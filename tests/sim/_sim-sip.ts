import { startOutboxRelay } from '@firstring/bus';
import { CALL_EVENTS, reasonError, toTime } from '@firstring/contracts';
import { AttemptOutcome, ClaimServiceDefinition, Permit } from '@firstring/contracts/claim/claim_service';
import { CallRecord, EndCause } from '@firstring/contracts/common/call_record';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import {
  CallServiceDefinition,
  type HangUpRequest,
  type PlaceCallRequest,
} from '@firstring/contracts/sip/call_service';
import { AppError } from '@firstring/kernel';
import {
  outboxEvent,
  updateDocument,
  type Platform,
  type Rpc,
  type ServiceImplementation,
} from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import type { Ledger } from './_ledger.ts';

/** Claim's word is this old at most when the INVITE leaves (F35). */
const FRESH_MS = 2000;
const RETRY_MS = 500;

interface Attempt {
  /** Protobuf of the permit, base64url. */
  readonly permit: string;
  readonly leadId: string;
  readonly phase: 'accepted' | 'invited' | 'ended';
  readonly version: number;
}

export interface SimSipOptions {
  readonly platform: Platform & { readonly rpc: Rpc };
  readonly ledger: Ledger;
  /** A positive control: the permit that was issued is taken for the last word. */
  readonly redeems: boolean;
}

/**
 * What the sip service promises to the others, without telephones: a journal before each step, the permit redeemed right before the
 * INVITE, one record an attempt, and after a crash every open attempt settled.
 */
export async function createSimSip({ platform, ledger, redeems }: SimSipOptions): Promise<void> {
  const { clock, random, log, store, rpc } = platform;
  const journal: Collection<Attempt> = store.collection({ name: 'attempts', version: 1, indexes: [] });
  const claim = rpc.createClients().client(ClaimServiceDefinition, 'claim');
  const sip = new Calls({ platform, ledger, redeems, journal, claim });
  startOutboxRelay({ store, bus: platform.bus, clock, random, log });
  await sip.sweep();
  const server = rpc.createServer({ domain: 'sip.firstring', log, clock });
  const methods = {
    placeCall: (request: PlaceCallRequest) => sip.place(request),
    hangUp: (request: HangUpRequest) => sip.hangUp(request),
  };
  server.add(
    CallServiceDefinition,
    methods as unknown as ServiceImplementation<typeof CallServiceDefinition>,
  ); // what the scheduler calls
  await server.listen('sip');
}

interface CallsDeps extends SimSipOptions {
  readonly journal: Collection<Attempt>;
  readonly claim: {
    redeemPermit(request: object): Promise<{ allowed: boolean }>;
    settlePermit(request: object): Promise<unknown>;
  };
}

class Calls {
  readonly #deps: CallsDeps;
  readonly #hungUp = new Set<string>();

  constructor(deps: CallsDeps) {
    this.#deps = deps;
  }

  async place({ permit }: PlaceCallRequest): Promise<object> {
    if (permit === undefined) throw reasonError('PERMIT_INVALID');
    const { attemptId } = permit;
    const sealed = Buffer.from(Permit.encode(permit).finish()).toString('base64url');
    const isNew = await updateDocument<Attempt, boolean>(this.#deps.journal, attemptId, (doc) =>
      doc === undefined
        ? { answer: true, doc: { permit: sealed, leadId: permit.leadId, phase: 'accepted', version: 0 } }
        : { answer: false },
    );
    if (isNew) this.#begin(() => this.#call(permit));
    return {};
  }

  async hangUp({ attemptId }: HangUpRequest): Promise<object> {
    const attempt = await this.#deps.journal.get(attemptId);
    if (attempt === undefined || attempt.doc.phase === 'ended') throw reasonError('CALL_NOT_FOUND');
    this.#hungUp.add(attemptId);
    return {};
  }

  /** After a start: what was open ends, and counts when an INVITE may have left. */
  async sweep(): Promise<void> {
    const { items } = await this.#deps.journal.query({ index: 'id', pageSize: 1000 });
    for (const { id, doc } of items) {
      if (doc.phase === 'ended') continue;
      this.#deps.ledger.end(id);
      const permit = Permit.decode(Buffer.from(doc.permit, 'base64url'));
      const counted = doc.phase === 'invited';
      const cause = counted ? EndCause.END_CAUSE_UNKNOWN : EndCause.END_CAUSE_FAILED;
      this.#begin(() => this.#end(permit, { cause, counted }));
    }
  }

  #begin(work: () => Promise<void>): void {
    const again = (): Promise<void> =>
      work().catch(async (error: unknown) => {
        if (AppError.from(error).retry === 'never') throw error;
        await this.#deps.platform.clock.sleep(RETRY_MS);
        return again();
      });
    again().catch((err: unknown) => this.#deps.platform.log.error({ err }, 'a simulated call failed'));
  }

  async #call(permit: Permit): Promise<void> {
    const { platform, ledger, journal } = this.#deps;
    const { clock, random } = platform;
    await this.#tell(permit, { $case: 'agentRinging', value: {} });
    await clock.sleep(200 + random.int(1500));
    await this.#tell(permit, { $case: 'agentAnswered', value: {} });
    const askedMs = clock.monotonicMs();
    const isAllowed = await this.#redeem(permit);
    if (!isAllowed || this.#hungUp.has(permit.attemptId)) {
      return this.#end(permit, { cause: EndCause.END_CAUSE_BLOCKED, counted: false });
    }
    await updateDocument<Attempt, void>(journal, permit.attemptId, (doc) =>
      doc === undefined ? { answer: undefined } : { answer: undefined, doc: { ...doc, phase: 'invited' } },
    );
    if (this.#deps.redeems && clock.monotonicMs() - askedMs > FRESH_MS) {
      return this.#end(permit, { cause: EndCause.END_CAUSE_BLOCKED, counted: false });
    }
    ledger.invite(permit);
    await this.#tell(permit, { $case: 'leadDialled', value: { trunkId: 'trunk' } });
    await clock.sleep(300 + random.int(700));
    // Claim may be away: the call goes on.
    this.#begin(() => this.#settle(permit, AttemptOutcome.ATTEMPT_OUTCOME_RINGING));
    await this.#tell(permit, { $case: 'leadRinging', value: { earlyMedia: false } });
    await this.#ring(permit);
  }

  async #ring(permit: Permit): Promise<void> {
    const { clock, random } = this.#deps.platform;
    await this.#untilHungUp(permit, 1000 + random.int(6000));
    if (this.#hungUp.has(permit.attemptId) || random.float() < 0.4) {
      return this.#end(permit, { cause: EndCause.END_CAUSE_NO_ANSWER, counted: true });
    }
    const bridgedAt = clock.now();
    await this.#tell(permit, { $case: 'bridged', value: {} });
    await this.#untilHungUp(permit, 1000 + random.int(10_000));
    return this.#end(permit, { cause: EndCause.END_CAUSE_LEAD_HUNG_UP, counted: true, bridgedAt });
  }

  async #untilHungUp({ attemptId }: Permit, ms: number): Promise<void> {
    for (let waitedMs = 0; waitedMs < ms && !this.#hungUp.has(attemptId); waitedMs += RETRY_MS) {
      await this.#deps.platform.clock.sleep(RETRY_MS);
    }
  }

  async #redeem(permit: Permit): Promise<boolean> {
    if (!this.#deps.redeems) return true;
    const { clock } = this.#deps.platform;
    const requestId = `${permit.attemptId}:redeem:1`;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        return (await this.#deps.claim.redeemPermit({ requestId, permit, sipTime: toTime(clock.now()) }))
          .allowed;
      } catch (error) {
        if (AppError.from(error).code !== 'unavailable' && AppError.from(error).code !== 'deadline_exceeded')
          throw error;
      }
    }
    return false;
  }

  async #settle(permit: Permit, outcome: AttemptOutcome): Promise<void> {
    const { processId, phone, leadId, permitId, attemptId } = permit;
    const key = { processId, phone, leadId };
    await this.#again(() =>
      this.#deps.claim.settlePermit({ requestId: `${attemptId}:settle:${outcome}`, key, permitId, outcome }),
    );
  }

  /** The record is durable before claim hears of the end: both are done again after a crash in between. */
  async #end(permit: Permit, end: { cause: EndCause; counted: boolean; bridgedAt?: number }): Promise<void> {
    const { ledger, platform } = this.#deps;
    const { attemptId, processId, campaignId, leadId, agentId, phone, fencingToken, dialTime, dialback } =
      permit;
    ledger.end(attemptId);
    await this.#settle(
      permit,
      end.counted ? AttemptOutcome.ATTEMPT_OUTCOME_COUNTED : AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG,
    );
    const record = CallRecord.fromPartial({
      attemptId,
      processId,
      campaignId,
      leadId,
      agentId,
      phone,
      fencingToken,
      dialTime,
      dialback,
      endCause: end.cause,
      counted: end.counted,
      endTime: toTime(platform.clock.now()),
      ...(end.bridgedAt === undefined ? {} : { bridgeTime: toTime(end.bridgedAt) }),
    });
    await this.#tell(permit, { $case: 'ended', value: { record } });
  }

  async #tell(permit: Permit, event: NonNullable<CallEvent['event']>): Promise<void> {
    const { journal, platform } = this.#deps;
    const { attemptId, processId, campaignId, leadId, agentId } = permit;
    const eventTime = toTime(platform.clock.now());
    await this.#again(() =>
      updateDocument<Attempt, void>(journal, attemptId, (doc) => {
        // A write whose answer was lost is done again: the event of an end goes out once.
        if (doc === undefined || doc.phase === 'ended') return { answer: undefined };
        const version = doc.version + 1;
        const call = {
          processId,
          campaignId,
          leadId,
          agentId,
          attemptId,
          version: BigInt(version),
          eventTime,
          event,
        };
        const payload = CallEvent.encode(call).finish();
        const phase = event.$case === 'ended' ? 'ended' : doc.phase;
        const draft = { topic: CALL_EVENTS, key: processId, type: event.$case, payload };
        return { answer: undefined, doc: { ...doc, phase, version }, events: [outboxEvent(platform, draft)] };
      }),
    );
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (AppError.from(error).code === 'internal') throw error;
        await this.#deps.platform.clock.sleep(RETRY_MS);
      }
    }
  }
}
