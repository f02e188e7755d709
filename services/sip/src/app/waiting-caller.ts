import { AppError, deferred, failpoint, unreachable, type Deferred, type Timer } from '@firstring/kernel';
import { stepCaller } from '../domain/caller.ts';
import type { CallerState, LostCause, RingOrder } from '../domain/caller-state.ts';
import type { CallerAction, CallerInput, CallerTimer } from '../domain/caller-step.ts';
import type { CallerDoc } from '../store/callers.ts';
import { CallerJournal } from './caller-journal.ts';
import { CallerRings } from './caller-rings.ts';
import { CallerSide } from './caller-side.ts';
import type { CallersDeps } from './callers.ts';
import type { LiveCall } from './live-call.ts';
import type { Attendance, CallerLeg, CallerMedia, MediaAnchor, PlayedSound } from './ports.ts';
import { countLost, loseCall } from './report-lost-call.ts';
import { BUILT_IN, playedSound } from './waiting-sounds.ts';

/** Longer than anybody waits. */
const SOUND_REPEAT_TIMES = 10_000;

/** One caller being carried out: feeds the reducer and does what it says, until the call is over. */
export class WaitingCaller {
  readonly #deps: CallersDeps;
  readonly #leg: CallerLeg;
  readonly #media: CallerMedia;
  readonly #journal: CallerJournal;
  readonly #timers = new Map<CallerTimer, Timer>();
  readonly #rings: CallerRings;
  readonly #over: Deferred<void> = deferred();
  #state: CallerState;
  #attendance: Attendance | undefined;
  #call: LiveCall | undefined;
  #description: Promise<string> | undefined;
  /** It was said in a 183: the 200 says the same (RFC 3261 section 13.2.1). */
  #isDescribed = false;

  constructor(deps: CallersDeps, order: { readonly state: CallerState; readonly leg: CallerLeg }) {
    this.#deps = deps;
    this.#state = order.state;
    this.#leg = order.leg;
    const { attemptId } = order.state.call;
    this.#media = deps.openCallerMedia(attemptId);
    this.#journal = new CallerJournal(deps.callers, attemptId);
    this.#rings = new CallerRings(deps, {
      attemptId,
      media: this.#media,
      isRinging: (ringNumber) => this.#state.phase === 'ringing' && this.#state.rings === ringNumber,
      note: () => this.#journal.write(this.#doc()),
      hear: (news) => this.dispatch(news),
    });
  }

  get state(): CallerState {
    return this.#state;
  }

  /** The agent whose phone rings for this caller, or has been lifted a moment ago. */
  get ringingAgentId(): string | undefined {
    return this.#state.phase === 'over' ? undefined : this.#state.ring?.agentId;
  }

  /** Resolves when everybody knows the outcome, or the sweep will tell. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Begins; call once. */
  start(): void {
    const { attemptId, processId, phone, sipCallId, arrivedAt } = this.#state.call;
    const { ladders } = this.#deps;
    ladders.begin({ attemptId, processId, agentId: '', phone, test: false }, arrivedAt, sipCallId);
    ladders.record(this.#leg.arrival, arrivedAt);
    this.#leg.listen({
      ringing: () => {},
      answered: () => {},
      failed: () => {},
      ended: () => this.dispatch({ type: 'callerGone' }),
      reoffered: (sdp) => this.#media.leadReoffered(sdp),
      offerWanted: () => this.#media.leadOffer(),
      offerAnswered: (sdp) => this.#media.leadAnswered(sdp),
    });
    this.#arrive().then(
      () => this.dispatch({ type: 'arrived' }),
      (error: unknown) => {
        this.#deps.log.warn({ err: error }, 'a call that came in could not be written down');
        this.dispatch({ type: 'notAdmitted' });
      },
    );
  }

  dispatch(input: CallerInput): void {
    const { state, actions } = stepCaller(this.#state, input);
    this.#state = state;
    for (const action of actions) this.#run(action);
  }

  async #arrive(): Promise<void> {
    await failpoint('sip.d1.before');
    await this.#journal.write(this.#doc());
    await failpoint('sip.d1.after');
  }

  #doc(): CallerDoc {
    const { call, match } = this.#state;
    const { instance } = this.#deps.settings;
    return { call, match, instance, traces: [...this.#rings.traces(), ...this.#leg.traces()] };
  }

  #run(action: CallerAction): void {
    switch (action.type) {
      case 'progress':
        return this.#do(this.#progress());
      case 'attend':
        this.#attendance = this.#attend();
        return;
      case 'ringAgent':
        return this.#do(this.#rings.ring(action.ringNumber, action.order));
      case 'endAgent':
        return this.#rings.get(action.ringNumber)?.end();
      case 'tellRingOver':
        return this.#attendance?.ringOver(action.order, action.outcome);
      case 'answer':
        return this.#do(this.#answer());
      case 'connect':
        this.#connect(action.order).catch((error: unknown) => this.#notConnected(error));
        return;
      case 'refuse':
        return this.#leg.refuse(action.status);
      case 'lose':
        return this.#lose(action.cause);
      case 'note':
        this.#journal.write(this.#doc()).catch((error: unknown) => {
          this.#deps.log.warn({ err: error }, 'whose call came in is not written down');
        });
        return;
      case 'setTimer':
        return this.#setTimer(action.timer, action.delayMs);
      case 'clearTimer':
        return this.#timers.get(action.timer)?.cancel();
      default:
        return unreachable(action);
    }
  }

  #attend(): Attendance {
    return this.#deps.queue.attend(this.#state.call, {
      order: (order) => this.dispatch(order),
      lost: () => this.dispatch({ type: 'queueLost' }),
      connectedAgentId: () => this.#call?.state.agentId ?? '',
    });
  }

  /** A caller whose description cannot be used is told at once: no agent is rung for it. */
  async #progress(): Promise<void> {
    const sound = playedSound(this.#state.sound, this.#deps.settings.soundsFolder);
    if (this.#leg.offer === '') {
      this.#leg.progress();
      return;
    }
    const description = await this.#describe();
    // An agent who lifted, or whatever else came first: the final answer is on its way, and may describe another place.
    if (this.#state.phase === 'connecting' || this.#state.phase === 'over') return;
    if (sound === undefined) {
      this.#leg.progress();
      return;
    }
    this.#isDescribed = true;
    this.#leg.progress(description);
    await this.#play(sound);
  }

  /** Whoever hears nothing waits all the same. */
  async #play(sound: PlayedSound): Promise<void> {
    const { log } = this.#deps;
    try {
      await this.#media.play('lead', sound, SOUND_REPEAT_TIMES);
    } catch (error) {
      log.warn({ err: error, sound }, 'a sound for waiting callers cannot be played');
      if (sound !== BUILT_IN && this.#state.phase !== 'over') await this.#play(BUILT_IN);
    }
  }

  /** Our description for the caller; an answer, or an offer where it wants one. */
  #describe(): Promise<string> {
    this.#description ??= this.#answerAt(this.#media);
    return this.#description;
  }

  /** The agent has lifted: the caller's 200. Who knows no place of ours yet is told the one where the agent is. */
  async #answer(): Promise<void> {
    const media = this.#isDescribed ? undefined : this.#rings.get(this.#state.rings)?.media;
    await this.#leg.answer(await (media === undefined ? this.#describe() : this.#answerAt(media)));
    this.dispatch({ type: 'answered' });
  }

  #answerAt(media: MediaAnchor): Promise<string> {
    const { offer } = this.#leg;
    return offer === '' ? media.leadOffer() : media.leadReoffered(offer);
  }

  /** From here on it is the call of `stepCall`, with the lead's leg up. The caller's entry goes once the call's own is durable. */
  async #connect(order: RingOrder): Promise<void> {
    const { calls, clock, log } = this.#deps;
    const { call, rings } = this.#state;
    const ring = this.#rings.get(rings);
    if (ring === undefined) throw new Error('nobody was rung');
    const nowAt = clock.now();
    const { attemptId, processId, phone, incomingNumberId, trunkId, sipCallId, called, arrivedAt } = call;
    const { agentId, campaignId, leadId, fencingToken } = order;
    // Before anything the call asks of the relay; waited for by nobody, so that the agent is engaged from this moment on.
    this.#quiet();
    this.#call = calls.startInbound(
      {
        subject: { attemptId, processId, campaignId, leadId, agentId, phone, fencingToken },
        incomingNumberId,
        trunkId,
        sipCallId,
        called,
        times: { requestedAt: arrivedAt, inviteAt: arrivedAt, answerAt: nowAt },
      },
      {
        media: ring.media ?? this.#media,
        agentOf: (handle) => ring.toLeg(handle),
        leadOf: (handle) => new CallerSide(handle, this.#leg, ring.media !== undefined && this.#isDescribed),
      },
    );
    if (ring.media !== undefined) this.#releaseMedia();
    this.#attendance?.connected(order);
    try {
      await this.#call.accepted;
    } catch (error) {
      // Both have been hung up: a call that is not written down is a lost one.
      log.error({ err: error, attemptId }, 'a call that came in is lost');
      this.#lose('NO_AGENT');
      return;
    }
    await this.#journal.forget().catch((error: unknown) => {
      log.warn({ err: error, attemptId }, 'the sweep will forget that a caller waited');
    });
    this.#over.resolve();
    await this.#call.over;
    this.#attendance?.leave();
  }

  /** Our bug: nobody is left alone on a line for it. */
  #notConnected(error: unknown): void {
    const { attemptId } = this.#state.call;
    this.#deps.log.error({ err: error, attemptId }, 'caller and agent could not be connected');
    this.#rings.get(this.#state.rings)?.end();
    this.#lose('NO_AGENT');
  }

  /** The waiting is over, and its sound. */
  #quiet(): void {
    if (this.#state.sound.type === 'ringing') return;
    this.#media.stop('lead').catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'the sound for a waiting caller plays on');
    });
  }

  #releaseMedia(): void {
    this.#media.release().catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'media of a caller was not released');
    });
  }

  #lose(cause: LostCause): void {
    this.#attendance?.leave();
    // Where it has not ended by itself: a SIP server that is gone tells nobody.
    this.#leg.end();
    this.#releaseMedia();
    const { clock, ladders } = this.#deps;
    const { match, call } = this.#state;
    const missedAt = clock.now();
    ladders.end(call.attemptId, { trunkId: call.trunkId }, missedAt);
    countLost(this.#deps, call, cause);
    const over = (): void => this.#over.resolve();
    loseCall(this.#deps, this.#journal, { doc: this.#doc(), lost: { match, cause, missedAt } }).then(
      over,
      over,
    );
  }

  #setTimer(timer: CallerTimer, delayMs: number): void {
    this.#timers.get(timer)?.cancel();
    this.#timers.set(
      timer,
      this.#deps.clock.setTimer(delayMs, () => this.dispatch({ type: 'timer', timer })),
    );
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      const { attemptId } = this.#state.call;
      if (this.#state.phase === 'over') {
        // The caller was quicker.
        this.#deps.log.debug({ err: error, attemptId }, 'a step of a call that is over');
        return;
      }
      if (AppError.from(error).reason === 'INVALID_ARGUMENT') {
        this.#deps.log.info({ err: error, attemptId }, 'a caller’s description cannot be used');
        this.dispatch({ type: 'unusable' });
        return;
      }
      this.#deps.log.error({ err: error, attemptId }, 'a step of a call that came in failed');
      this.dispatch({ type: 'broken' });
    });
  }
}
