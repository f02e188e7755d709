import { reasonError } from '@firstring/contracts';
import { failpoint } from '@firstring/kernel';
import type { CallInput } from '../domain/call-input.ts';
import type { MediaWish } from '../domain/call-arrangement.ts';
import type { LegFailure } from '../domain/end-cause.ts';
import type { Key } from '../domain/key-info.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallHandle } from './call-handle.ts';
import { traceOf } from './leg-orders.ts';
import type { AgentLeg, Leg, LegEvents, LegOrder, LegTrace } from './ports.ts';

/** An agent's half of a call: one leg at all the places where the agent's phone is registered. */
export class AgentSide implements AgentLeg {
  readonly #deps: CallDeps;
  readonly #call: CallHandle;
  readonly #orders: ReadonlyArray<Omit<LegOrder, 'sdp'>>;
  /** 0 the agent who was rung first, else the transfer that brought this one in. */
  readonly #number: number;
  /** A colleague until the call is given to them. */
  #role: 'agent' | 'colleague';
  #offer = '';
  #answer = '';
  #leg: Leg | undefined;
  #ended = false;

  constructor(
    deps: CallDeps,
    call: CallHandle,
    phone: { readonly number: number; readonly orders: ReadonlyArray<Omit<LegOrder, 'sdp'>> },
  ) {
    this.#deps = deps;
    this.#call = call;
    this.#orders = phone.orders;
    this.#number = phone.number;
    this.#role = phone.number === 0 ? 'agent' : 'colleague';
  }

  /** Makes the relay's offer. */
  async prepare(): Promise<void> {
    this.#offer = await this.#makeOffer();
  }

  async invite(): Promise<void> {
    await failpoint('sip.p3.before');
    if (this.#ended) return;
    const orders = this.#orders.map((order) => ({ ...order, sdp: this.#offer }));
    this.#leg = this.#deps.gateway.ring(orders, this.#events());
    await failpoint('sip.p3.after');
  }

  connect(): Promise<void> {
    return this.#heard(this.#answer);
  }

  /** The call is this one's from now on. */
  adopt(): Promise<void> {
    this.#role = 'agent';
    return this.#call.media.adoptColleague();
  }

  end(): void {
    this.#ended = true;
    this.#leg?.end();
  }

  sendKey(key: Key): Promise<void> {
    return this.#leg?.sendKey(key) ?? Promise.resolve();
  }

  reoffer(sdp: string): Promise<string> {
    return this.#leg?.reoffer(sdp) ?? Promise.reject(notUp());
  }

  tellTransfer(status: number): void {
    this.#leg?.tellTransfer(status);
  }

  traces(): readonly LegTrace[] {
    return this.#leg?.traces() ?? this.#orders.map(traceOf);
  }

  #makeOffer(): Promise<string> {
    const { media } = this.#call;
    return this.#role === 'agent' ? media.agentOffer() : media.colleagueOffer();
  }

  #heard(answer: string): Promise<void> {
    const { media } = this.#call;
    return this.#role === 'agent' ? media.agentAnswered(answer) : media.colleagueAnswered(answer);
  }

  #reoffered(offer: string): Promise<string> {
    const { media } = this.#call;
    return this.#role === 'agent' ? media.agentReoffered(offer) : media.colleagueReoffered(offer);
  }

  #events(): LegEvents {
    const call = this.#call;
    const inputs = this.#number === 0 ? AGENT_INPUTS : colleagueInputs(this.#number);
    return {
      ringing: () => call.hear(undefined, inputs.ringing()),
      answered: ({ sdp }) => {
        this.#answer = sdp;
        call.hear('p4', inputs.answered());
      },
      failed: (failure) => call.hear(undefined, inputs.failed(failure)),
      ended: ({ lost }) => call.hear('p9', inputs.ended(lost)),
      reoffered: (sdp) => this.#reoffered(sdp),
      offerWanted: () => this.#makeOffer(),
      offerAnswered: (sdp) => this.#heard(sdp),
      wished: (wish) => call.hear(undefined, inputs.media(wish)),
      keyPressed: (key) => call.passKey(this.#role, key),
      referred: (referral) => (this.#role === 'agent' ? call.referred(referral) : Promise.resolve(403)),
    };
  }
}

function notUp(): Error {
  return reasonError('MEDIA_UNAVAILABLE', { message: 'the leg is not up' });
}

interface LegInputs {
  ringing(): CallInput;
  answered(): CallInput;
  failed(failure: LegFailure): CallInput;
  ended(lost: boolean): CallInput;
  media(wish: MediaWish): CallInput;
}

const AGENT_INPUTS: LegInputs = {
  ringing: () => ({ type: 'agentRinging' }),
  answered: () => ({ type: 'agentAnswered' }),
  failed: (failure) => ({ type: 'agentFailed', failure }),
  ended: (lost) => ({ type: 'agentEnded', lost }),
  media: (wish) => ({ type: 'agentMedia', wish }),
};

function colleagueInputs(number: number): LegInputs {
  return {
    ringing: () => ({ type: 'colleagueRinging', number }),
    answered: () => ({ type: 'colleagueAnswered', number }),
    failed: (failure) => ({ type: 'colleagueFailed', number, failure }),
    ended: (lost) => ({ type: 'colleagueEnded', number, lost }),
    media: (wish) => ({ type: 'colleagueMedia', number, wish }),
  };
}
