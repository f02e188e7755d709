import { AppError } from '@firstring/kernel';
import type { Arrangement } from '../domain/call-arrangement.ts';
import type { MediaAnchor, PhonesOfCall } from '../app/ports.ts';
import { wishOf } from './media-wish.ts';
import { handOn, inactiveOffer, sameAudio, type Session } from './direct-sdp.ts';

/**
 * Media without the relay, for a phone and a trunk that can reach each other (DESIGN: a profile of phone and trunk). The agent's
 * phone is rung with an inactive offer and says where it listens; the lead is offered that place; when the lead answers, the
 * agent's phone is re-INVITEd with the answer. Whatever is changed later ends with a re-INVITE that carries SDP, so that the
 * session timer of no SIP server brings an older description back (docs/control-protocol.md).
 *
 * Holds, transfers, and a trunk that wants the relay need a place for music: the call moves into the relay then, by a re-INVITE of
 * each leg that does not ask itself, and stays there.
 */
export class DirectMedia implements MediaAnchor {
  readonly #relay: MediaAnchor;
  readonly #phones: PhonesOfCall;
  readonly #agent: Session;
  readonly #lead: Session;
  #agentSdp = '';
  #leadSdp = '';
  #isRelayed = false;
  /** Negotiations under way, or waiting, that may ask a phone. */
  #asking = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(relay: MediaAnchor, phones: PhonesOfCall, sessionId: number) {
    this.#relay = relay;
    this.#phones = phones;
    this.#agent = { id: sessionId, version: 1, said: '' };
    this.#lead = { id: sessionId + 1, version: 1, said: '' };
  }

  async agentOffer(): Promise<string> {
    if (this.#isRelayed) return handOn(await this.#relay.agentOffer(), this.#agent);
    // Asked for again by a re-INVITE without offer: what was said last.
    return this.#agent.said === '' ? inactiveOffer(this.#agent) : this.#agent.said;
  }

  async agentAnswered(sdp: string): Promise<void> {
    if (this.#isRelayed) return this.#relay.agentAnswered(sdp);
    this.#agentSdp = sdp;
  }

  agentReoffered(sdp: string): Promise<string> {
    return this.#unlessAsking(async () => {
      if (!this.#isRelayed && wishOf(sdp) !== 'talk') await this.#move('lead');
      if (this.#isRelayed) return handOn(await this.#relay.agentReoffered(sdp), this.#agent);
      this.#agentSdp = sdp;
      if (this.#leadSdp === '') return handOn(sdp, this.#agent, 'inactive');
      this.#leadSdp = await this.#phones.reoffer('lead', handOn(sdp, this.#lead));
      return handOn(this.#leadSdp, this.#agent);
    });
  }

  leadOffer(): Promise<string> {
    return this.#serially(async () => {
      if (this.#isRelayed) return handOn(await this.#relay.leadOffer(), this.#lead);
      return handOn(this.#agentSdp, this.#lead, 'sendrecv');
    });
  }

  leadAnswered(sdp: string): Promise<void> {
    return this.#serially(async () => {
      if (this.#isRelayed) return this.#relay.leadAnswered(sdp);
      const known = this.#leadSdp !== '' && sameAudio(sdp, this.#leadSdp);
      this.#leadSdp = sdp;
      if (known) return;
      const offered = this.#agentSdp;
      this.#agentSdp = await this.#phones.reoffer('agent', handOn(sdp, this.#agent, 'sendrecv'));
      // The phone listens elsewhere than it said when it was rung.
      if (!sameAudio(offered, this.#agentSdp) && this.#phones.isUp('lead')) {
        this.#leadSdp = await this.#phones.reoffer('lead', handOn(this.#agentSdp, this.#lead, 'sendrecv'));
      }
    });
  }

  /** Also an offer that came in the lead's 200 (RFC 3725 Flow IV): the agent's answer goes into the ACK. */
  leadReoffered(sdp: string): Promise<string> {
    return this.#unlessAsking(async () => {
      if (!this.#isRelayed && wishOf(sdp) !== 'talk') await this.#move('agent');
      if (this.#isRelayed) return handOn(await this.#relay.leadReoffered(sdp), this.#lead);
      this.#agentSdp = await this.#phones.reoffer('agent', handOn(sdp, this.#agent));
      this.#leadSdp = sdp;
      return handOn(this.#agentSdp, this.#lead);
    });
  }

  colleagueOffer(): Promise<string> {
    return this.#relay.colleagueOffer();
  }

  colleagueAnswered(sdp: string): Promise<void> {
    return this.#relay.colleagueAnswered(sdp);
  }

  colleagueReoffered(sdp: string): Promise<string> {
    return this.#relay.colleagueReoffered(sdp);
  }

  adoptColleague(): Promise<void> {
    return this.#serially(() => this.#relay.adoptColleague());
  }

  dropColleague(): Promise<void> {
    return this.#serially(() => this.#relay.dropColleague());
  }

  arrange(arrangement: Arrangement): Promise<void> {
    return this.#serially(async () => {
      await this.#move('agent', 'lead');
      await this.#relay.arrange(arrangement);
    });
  }

  /** The trunk is known: one that does not want direct media has the call go through the relay. */
  useTrunk(direct: boolean): Promise<void> {
    return this.#serially(async () => {
      if (!direct) await this.#move('agent');
    });
  }

  /** Nobody plays anything on the way between two phones. */
  async playRingback(): Promise<void> {
    if (this.#isRelayed) await this.#relay.playRingback();
  }

  async stopRingback(): Promise<void> {
    if (this.#isRelayed) await this.#relay.stopRingback();
  }

  /** Only what passes through the relay can be written down: the call goes through it from now on. */
  startRecording(order: { readonly file: string }): Promise<unknown> {
    return this.#serially(async () => {
      await this.#move('agent', 'lead');
      return this.#relay.startRecording(order);
    });
  }

  stopRecording(): Promise<{ readonly end?: string } | undefined> {
    return this.#serially(() => this.#relay.stopRecording());
  }

  /** What does not pass through the relay is heard by nobody here. */
  async silentSides(limitMs: number, nowAt: number): Promise<readonly ('agent' | 'lead')[]> {
    return this.#isRelayed ? this.#relay.silentSides(limitMs, nowAt) : [];
  }

  release(): Promise<void> {
    return this.#relay.release();
  }

  /** These phones are told by re-INVITE; one that is just asking something learns it from the answer. */
  async #move(...sides: readonly ('agent' | 'lead')[]): Promise<void> {
    if (this.#isRelayed) return;
    this.#isRelayed = true;
    if (sides.includes('agent')) {
      const offer = handOn(await this.#relay.agentOffer(), this.#agent);
      await this.#relay.agentAnswered(await this.#phones.reoffer('agent', offer));
    }
    if (!sides.includes('lead') || !this.#phones.isUp('lead')) return;
    const offer = handOn(await this.#relay.leadOffer(), this.#lead);
    await this.#relay.leadAnswered(await this.#phones.reoffer('lead', offer));
  }

  /**
   * A phone that wants something while the other one is being asked: that one may be waiting for this very phone, and neither would
   * ever be answered. So it is told to come again (491).
   */
  #unlessAsking<T>(task: () => Promise<T>): Promise<T> {
    if (this.#asking > 0) return Promise.reject(glare());
    return this.#serially(task);
  }

  /** One negotiation at a time. */
  #serially<T>(task: () => Promise<T>): Promise<T> {
    const mayAsk = !this.#isRelayed;
    if (mayAsk) this.#asking += 1;
    const result = this.#tail.then(task).finally(() => {
      if (mayAsk) this.#asking -= 1;
    });
    // Whoever asked has the failure.
    this.#tail = Promise.allSettled([result]);
    return result;
  }
}

function glare(): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'aborted',
    message: 'the other phone is being asked',
  });
}
