import { deferred, failpoint, unreachable, type Deferred } from '@firstring/kernel';
import type { OutboxEvent } from '@firstring/store';
import { currentTrace, inTrace } from '@firstring/telemetry';
import { stepCall } from '../domain/call.ts';
import type { CallAction } from '../domain/call-action.ts';
import type { Party } from '../domain/call-arrangement.ts';
import type { CallInput, CallTimer } from '../domain/call-input.ts';
import type { CallState } from '../domain/call-state.ts';
import { failureOf } from '../domain/recorded-parts.ts';
import type { Key } from '../domain/key-info.ts';
import type { Contact } from '../domain/registration.ts';
import { AttemptWriter } from './attempt-writer.ts';
import type { Announcer, LiveCallOrder, TransferWish } from './live-call-order.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallHandle, NamedStep } from './call-handle.ts';
import { CallParties } from './call-parties.ts';
import { encodeCallEvent } from './encode-call-event.ts';
import { NamedTimers } from './named-timers.ts';
import type { MediaAnchor, PhonesOfCall, Referral } from './ports.ts';
import { settleUntilTaken } from './settle-permit.ts';

/** A leg's news wait here while a named step is passed; more than this is a far end gone mad. */
const INPUTS_MAX = 1000;

/** For outcomes that somebody else waits for. */
function ignore(): void {}

/**
 * One attempt being carried out: feeds the reducer and does what it says. Inputs are taken one at a time; the journal is
 * written behind, except where the reducer waits for it.
 */
export class LiveCall implements CallHandle {
  readonly writer: AttemptWriter;
  readonly #deps: CallDeps;
  readonly #parties: CallParties;
  readonly #announcer: Announcer | undefined;
  readonly #onReferred: (referral: Referral) => Promise<number>;
  readonly #accepted: Deferred<void> = deferred();
  readonly #over: Deferred<void> = deferred();
  readonly #inputs: CallInput[] = [];
  readonly #timers: NamedTimers<CallTimer>;
  #media: MediaAnchor;
  #state: CallState;
  #events: OutboxEvent[] = [];
  #stepping = false;
  #settled = false;
  #news: Promise<void> = Promise.resolve();
  #claimQueue: Promise<unknown> = Promise.resolve();
  /** Whoever asked for the call: news of its legs come from elsewhere. */
  #trace = currentTrace();

  constructor(deps: CallDeps, order: LiveCallOrder) {
    this.#deps = deps;
    this.#state = order.state;
    this.#onReferred = order.onReferred;
    this.#timers = new NamedTimers(deps.clock, (timer) => this.dispatch({ type: 'timer', timer }));
    this.#announcer = order.inbound?.announce;
    const { attemptId } = order.state.subject;
    const loan = order.line?.lend();
    this.#media =
      order.inbound?.media ?? loan?.media ?? this.#openMedia(attemptId, order.directMedia === true);
    this.writer = new AttemptWriter(deps, attemptId);
    const line = order.line === undefined || loan === undefined ? {} : { line: { line: order.line, loan } };
    this.#parties = new CallParties(deps, this, order.inbound ?? { contacts: order.contacts, ...line });
    // Whoever started the call waits for it; a rejection nobody waits for is no fault.
    this.#accepted.promise.then(ignore, ignore);
  }

  #openMedia(attemptId: string, direct: boolean): MediaAnchor {
    if (!direct) return this.#deps.openMedia(attemptId);
    const phones: PhonesOfCall = {
      reoffer: (side, sdp) => this.#parties.reoffer(side, sdp),
      isUp: (side) => this.#parties.isUp(side),
    };
    return this.#deps.openDirectMedia(attemptId, phones);
  }

  get state(): CallState {
    return this.#state;
  }

  get media(): MediaAnchor {
    return this.#media;
  }

  moveTo(media: MediaAnchor): void {
    const before = this.#media;
    this.#media = media;
    this.#nicety(before.release());
  }

  /** Resolves when the attempt is durable, rejects when it could not be written. */
  get accepted(): Promise<void> {
    return this.#accepted.promise;
  }

  /** Resolves when record, settlement and journal are done, or given to the sweep. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Begins; call once. */
  start(): Promise<void> {
    this.#note();
    this.dispatch({ type: 'start' });
    return this.#accepted.promise;
  }

  dispatch(input: CallInput): void {
    if (this.#inputs.length >= INPUTS_MAX) return;
    this.#inputs.push(input);
    if (this.#stepping) return;
    this.#stepping = true;
    // A phone that rings on preview dials later, and by another request.
    if (input.type === 'place') this.#trace = currentTrace() ?? this.#trace;
    try {
      inTrace(this.#trace, () => this.#stepAll());
    } finally {
      this.#stepping = false;
    }
  }

  #stepAll(): void {
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#step(next);
  }

  hear(step: NamedStep | undefined, input: CallInput): void {
    this.#news = this.#news.then(async () => {
      try {
        // Before the lead's answer is taken means before its ACK: passed in the leg.
        if (step !== undefined && step !== 'p7') await failpoint(`sip.${step}.before`);
        this.dispatch(input);
        if (step !== undefined) await failpoint(`sip.${step}.after`);
      } catch (error) {
        this.#broken(error);
      }
    });
  }

  /** The desk or the phone wants a colleague; false where the call cannot have one now. */
  transfer(wanted: TransferWish, contacts: readonly Contact[]): boolean {
    this.#parties.colleagues.add(this.#state.transfers + 1, contacts);
    const before = this.#state.transfers;
    this.dispatch({ type: 'transfer', ...wanted });
    return this.#state.transfers > before;
  }

  passKey(from: Party, key: Key): void {
    if (from === 'lead') this.dispatch({ type: 'leadKey', key: key.digit });
    const to = this.#parties.partnerOf(from);
    if (to === undefined) return;
    this.sendKey(to, key).catch((error: unknown) => {
      this.#deps.log.debug({ err: error, to }, 'a key was not taken');
    });
  }

  /** To one party, as INFO. */
  sendKey(to: Party, key: Key): Promise<void> {
    return this.#parties.sendKey(to, key);
  }

  referred(referral: Referral): Promise<number> {
    return this.#onReferred(referral);
  }

  askClaim<T>(ask: () => Promise<T>): Promise<T> {
    const answer = this.#claimQueue.then(ask);
    this.#claimQueue = answer.then(ignore, ignore);
    return answer;
  }

  #step(input: CallInput): void {
    const { state, actions } = stepCall(this.#state, input, this.#deps.clock.now());
    const changed = state !== this.#state;
    this.#state = state;
    for (const action of actions) this.#collect(action);
    if (changed || this.#events.length > 0) this.#note();
    for (const action of actions) if (action.type !== 'publish') this.#run(action);
  }

  #collect(action: CallAction): void {
    if (action.type !== 'publish') return;
    this.#events.push(encodeCallEvent(this.#deps, this.#state.subject, action));
    if (action.step.type === 'Ended') this.#deps.events.callEnded(action.step.record);
  }

  #note(): void {
    const state = this.#state;
    // An attempt that was refused at its first write is not written again.
    if (state.phase === 'ended' && state.version === 0) return;
    const events = this.#events;
    this.#events = [];
    this.writer.note(
      {
        state,
        instance: this.#deps.settings.instance,
        open: state.phase !== 'ended' || (state.permit !== undefined && !this.#settled),
        ...(state.times.endAt === undefined ? {} : { endedAt: state.times.endAt }),
        traces: this.#parties.traces(),
      },
      events,
    );
  }

  #run(action: Exclude<CallAction, { type: 'publish' }>): void {
    if ('number' in action) return this.#runOfColleague(action);
    const { agent, lead } = this.#parties;
    switch (action.type) {
      case 'prepareAgent':
        return this.#do(this.#prepareAgent());
      case 'inviteAgent':
        return this.#do(agent.invite());
      case 'endAgent':
        return agent.end();
      case 'connectAgent':
        return this.#do(this.#mediaStep(agent.connect()));
      case 'prepareLead':
        return this.#do(lead.prepare(action.tryNumber));
      case 'redeem':
        return this.#do(lead.redeem(action.tryNumber));
      case 'commit':
        return this.#do(lead.commit(action.tryNumber));
      case 'inviteLead':
        return this.#do(lead.invite(action.tryNumber));
      case 'endLead':
        return lead.end(action.tryNumber);
      case 'ringback':
        return this.#nicety(action.on ? this.media.playRingback() : this.media.stopRingback());
      case 'earlyMedia':
        return this.#nicety(lead.connect());
      case 'announce':
        return this.#do(this.#announce(action.sound));
      case 'join':
        return this.#do(this.#join());
      case 'arrange':
        return this.#do(this.#mediaStep(this.media.arrange(action.arrangement)));
      case 'findSilence':
        return this.#nicety(this.#findSilence(action.limitMs));
      case 'dropColleague':
        return this.#nicety(this.media.dropColleague());
      case 'tellTransfer':
        return agent.tellTransfer(action.status);
      case 'closeRecording':
        return this.#do(this.#closeRecording());
      case 'setTimer':
        return this.#timers.set(action.timer, action.delayMs);
      case 'clearTimer':
        return this.#timers.clear(action.timer);
      case 'settle':
        return this.#settle(action.outcome);
      case 'release':
        return this.#release();
      default:
        return unreachable(action);
    }
  }

  #runOfColleague(action: Extract<CallAction, { readonly number: number }>): void {
    const { colleagues } = this.#parties;
    const { number } = action;
    switch (action.type) {
      case 'prepareColleague':
        return this.#do(colleagues.prepare(number));
      case 'inviteColleague':
        return this.#do(this.#inviteColleague(number));
      case 'connectColleague':
        return this.#do(this.#mediaStep(this.#parties.colleague(number).connect()));
      case 'endColleague':
        return colleagues.get(number)?.end();
      case 'adoptColleague':
        return this.#do(this.#mediaStep(this.#parties.adopt(number)));
      default:
        return unreachable(action);
    }
  }

  /** One durable write and the relay's offer side by side, so that the agent's phone waits for the slower of the two only. */
  async #prepareAgent(): Promise<void> {
    const offer = this.#parties.agent.prepare().then(
      () => true,
      (error: unknown) => {
        this.#deps.log.warn({ err: error }, 'no media for a call');
        return false;
      },
    );
    try {
      await failpoint('sip.p2.before');
      await this.writer.flush();
      await failpoint('sip.p2.after');
    } catch (error) {
      this.writer.close();
      this.#accepted.reject(error);
      this.dispatch({ type: 'notReserved' });
      return;
    }
    this.#accepted.resolve();
    const offered = await offer;
    this.dispatch(
      offered ? { type: 'agentPrepared' } : { type: 'agentPrepared', reason: 'MEDIA_UNAVAILABLE' },
    );
  }

  async #join(): Promise<void> {
    await failpoint('sip.p8.before');
    const joined = await this.#mediaStep(this.#parties.lead.connect());
    if (joined) this.dispatch({ type: 'joined' });
    await failpoint('sip.p8.after');
  }

  async #announce(sound: string): Promise<void> {
    const durationMs = await this.#announcer?.(sound, () => this.#parties.lead.connect());
    if (durationMs !== undefined) this.dispatch({ type: 'announcing', durationMs });
  }

  async #findSilence(limitMs: number): Promise<void> {
    const { clock, log } = this.#deps;
    const sides = await this.media.silentSides(limitMs, clock.now());
    if (sides.length === 0) return;
    log.warn({ attemptId: this.#state.subject.attemptId, sides }, 'nothing is heard of a side of a call');
    this.dispatch({ type: 'mediaSilent' });
  }

  /** A relay that does not answer has lost the file's end with the call's. */
  async #closeRecording(): Promise<void> {
    const ended = await this.media.stopRecording().catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'the recording of an ended call was not closed');
      return { end: 'FILE_FAILED' };
    });
    this.dispatch({ type: 'recordingClosed', ...failureOf(ended) });
  }

  async #inviteColleague(number: number): Promise<void> {
    await this.#parties.colleague(number).invite();
    // Once the leg's transaction is known a restart can cancel it; till then it knows the dialog only.
    this.#note();
    this.#nicety(this.writer.flush());
  }

  /** A media step without which there is no call. */
  async #mediaStep(step: Promise<void>): Promise<boolean> {
    try {
      await step;
      return true;
    } catch (error) {
      this.#deps.log.warn({ err: error, attemptId: this.#state.subject.attemptId }, 'media step failed');
      this.dispatch({ type: 'mediaFailed' });
      return false;
    }
  }

  /** A media step the call can do without. */
  #nicety(step: Promise<void>): void {
    step.catch((error: unknown) =>
      this.#deps.log.warn({ err: error }, 'something a call can do without has failed'),
    );
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#broken(error));
  }

  #broken(error: unknown): void {
    this.#deps.log.error({ err: error, attemptId: this.#state.subject.attemptId }, 'a step of a call failed');
    this.dispatch({ type: 'broken' });
  }

  #settle(outcome: Parameters<typeof settleUntilTaken>[2]): void {
    const { permit } = this.#state;
    if (permit === undefined) return;
    this.#do(
      this.askClaim(async () => {
        const taken = await settleUntilTaken(this.#deps, permit, outcome);
        if (outcome !== 'RINGING') this.#settled = taken;
      }),
    );
  }

  #release(): void {
    this.#timers.clearAll();
    this.#parties.release();
    this.#nicety(this.media.release());
    this.#do(this.#closeEntry());
  }

  /** The entry is closed once claim has taken the settlement; else the sweep goes on with it. */
  async #closeEntry(): Promise<void> {
    try {
      await this.#claimQueue;
      if (this.#settled) this.#note();
      await this.writer.flush();
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'an ended call is not closed in the journal yet');
    } finally {
      this.#over.resolve();
    }
  }
}
