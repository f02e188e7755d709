import type { ToneCountry } from '@firstring/rtp/audio';
import { answerDirection, type AudioDescription } from '@firstring/rtp/sdp';
import {
  codecsLike,
  readLocal,
  readRemote,
  relayView,
  sayAnswer,
  sayOffer,
  sessionIdOf,
  wants,
  type RelayAddress,
} from './anchor-sdp.ts';
import type { NgClient } from './ng-client.ts';
import { AnchorPlaces, type Place } from './anchor-places.ts';
import { AnchorRecording } from './anchor-recording.ts';
import {
  isListening,
  mediaLost,
  readStats,
  restOf,
  silentSides,
  type Side,
  type Sides,
} from './anchor-side.ts';
import type { NgRecording } from './ng-query.ts';
import type {
  Anchor,
  AnchorArrangement,
  AnchorOptions,
  AnchorParty,
  AnchorSide,
  AnchorSideStats,
} from './anchor-call.ts';
import { sameSound, soundSource, type AnchorSound } from './sounds.ts';

/**
 * Ports stay when a phone's address changes; the best matching source is learned and no other is let in afterwards; a side
 * that has only the other G.711 law is transcoded.
 */
const FLAGS = [
  'port-latching',
  'strict-source',
  'endpoint-learning-heuristic',
  'codec-transcode-PCMU',
  'codec-transcode-PCMA',
];
/** Seven seconds of music make 19 hours; what is played is stopped long before. */
const SOUND_REPEAT_TIMES = 10_000;
const PARTIES: readonly AnchorParty[] = ['agent', 'lead', 'colleague'];

/** An anchor for one call; `callId` is the relay's name for it. Nothing is asked of the relay before the first method is called. */
export function createAnchor(ng: NgClient, callId: string, options: AnchorOptions = {}): Anchor {
  return new CallAnchor(ng, callId, options);
}

class CallAnchor implements Anchor {
  readonly #ng: NgClient;
  readonly #callId: string;
  readonly #country: ToneCountry;
  readonly #pressesKeys: boolean;
  readonly #flags: readonly string[];
  /** Sides on hold by us, and what they hear. */
  readonly #waiting = new Map<AnchorSide, AnchorSound>();
  #sides: Sides | undefined;
  readonly #places: AnchorPlaces;
  readonly #recording: AnchorRecording;
  #state: 'unopened' | 'opened' | 'released' = 'unopened';
  #tail: Promise<unknown> = Promise.resolve();

  constructor(ng: NgClient, callId: string, options: AnchorOptions) {
    this.#ng = ng;
    this.#callId = callId;
    this.#recording = new AnchorRecording(ng, callId);
    this.#country = options.ringback ?? 'us';
    this.#pressesKeys = options.pressesKeys ?? false;
    this.#flags = this.#pressesKeys ? [...FLAGS, 'inject-DTMF'] : FLAGS;
    this.#places = new AnchorPlaces(ng, { callId, flags: this.#flags });
  }

  agentOffer(): Promise<string> {
    return this.#offer('agent');
  }

  agentAnswered(sdp: string): Promise<void> {
    return this.#answered('agent', sdp);
  }

  agentReoffered(sdp: string): Promise<string> {
    return this.#reoffered('agent', sdp);
  }

  leadOffer(): Promise<string> {
    return this.#offer('lead');
  }

  leadAnswered(sdp: string): Promise<void> {
    return this.#answered('lead', sdp);
  }

  leadReoffered(sdp: string): Promise<string> {
    return this.#reoffered('lead', sdp);
  }

  colleagueOffer(): Promise<string> {
    return this.#offer('colleague');
  }

  colleagueAnswered(sdp: string): Promise<void> {
    return this.#answered('colleague', sdp);
  }

  colleagueReoffered(sdp: string): Promise<string> {
    return this.#reoffered('colleague', sdp);
  }

  adoptColleague(): Promise<void> {
    return this.#serially(async () => {
      const sides = await this.#open();
      const { colleague, agent, lead } = sides;
      if (colleague === undefined) throw mediaLost('there is no colleague');
      await this.#vacate(sides, agent);
      this.#sides = { agent: colleague, lead };
      await this.#recording.follow(this.#sides);
    });
  }

  dropColleague(): Promise<void> {
    return this.#serially(async () => {
      const { colleague } = this.#sides ?? {};
      if (this.#sides === undefined || colleague === undefined) return;
      await this.#vacate(this.#sides, colleague);
      delete this.#sides.colleague;
    });
  }

  arrange(arrangement: AnchorArrangement): Promise<void> {
    return this.#serially(() => this.#arrange(arrangement));
  }

  hold(name: AnchorSide, sound: AnchorSound = { type: 'music' }): Promise<void> {
    return this.#serially(async () => {
      this.#waiting.set(name, sound);
      await this.#arrangeWaiting();
    });
  }

  resume(name: AnchorSide): Promise<void> {
    return this.#serially(async () => {
      if (this.#waiting.delete(name)) await this.#arrangeWaiting();
    });
  }

  nextLead(): Promise<void> {
    return this.#serially(async () => {
      if (this.#sides === undefined || this.#state === 'released') return;
      const { agent, lead, colleague } = this.#sides;
      await this.#recording.stop();
      if (colleague !== undefined) await this.#vacate(this.#sides, colleague);
      await this.#quiet(agent);
      await this.#mute(agent, false);
      await this.#quiet(lead);
      await this.#rest(this.#sides, agent);
      await this.#rest(this.#sides, lead);
      this.#sides = { agent, lead: { ...this.#side(lead), isNext: true } };
    });
  }

  async playRingback(): Promise<void> {
    await this.play('agent', { type: 'tone', tone: 'ringback' }, SOUND_REPEAT_TIMES);
  }

  stopRingback(): Promise<void> {
    return this.stop('agent');
  }

  play(name: AnchorSide, sound: AnchorSound, repeatTimes = 1): Promise<number | undefined> {
    return this.#serially(async () => {
      const { tag } = (await this.#open())[name];
      return this.#play(tag, sound, repeatTimes);
    });
  }

  stop(name: AnchorSide): Promise<void> {
    return this.#serially(async () => {
      const fromTag = this.#sides?.[name].tag ?? name;
      if (this.#state === 'opened') await this.#ng.stopMedia({ callId: this.#callId, fromTag });
    });
  }

  press(name: AnchorSide, digits: string): Promise<void> {
    return this.#serially(async () => {
      const fromTag = (await this.#open())[name].tag;
      if (!this.#pressesKeys) throw mediaLost('it was not opened for pressing keys');
      for (const digit of digits) await this.#ng.playDtmf({ callId: this.#callId, fromTag, digit });
    });
  }

  startRecording(order: { file?: string; metadata?: string } = {}): Promise<NgRecording | undefined> {
    return this.#serially(async () => this.#recording.start(await this.#open(), order));
  }

  stopRecording(): Promise<NgRecording | undefined> {
    return this.#serially(async () => (this.#state === 'opened' ? this.#recording.stop() : undefined));
  }

  async silentSides(limitMs: number, nowAt: number): Promise<AnchorSide[]> {
    return silentSides(await this.#ng.query({ callId: this.#callId }), this.#sides, nowAt - limitMs);
  }

  async query(): Promise<Record<AnchorSide, AnchorSideStats>> {
    return readStats(await this.#ng.query({ callId: this.#callId }), this.#sides);
  }

  release(): Promise<void> {
    return this.#serially(async () => {
      const wasOpened = this.#state === 'opened';
      this.#state = 'released';
      if (wasOpened) await this.#ng.delete({ callId: this.#callId });
    });
  }

  #offer(name: AnchorParty): Promise<string> {
    return this.#serially(async () => {
      const side = await this.#party(name);
      const other = this.#sides?.[name === 'lead' ? 'agent' : 'lead'];
      side.codecs ??= codecsLike(other?.remote);
      side.said = sayOffer({ ...side, codecs: side.codecs, last: side.said });
      return side.said.sdp;
    });
  }

  #answered(name: AnchorParty, sdp: string): Promise<void> {
    return this.#serially(async () => {
      const side = await this.#party(name);
      await this.#feed(side, readRemote(sdp, this.#ownPorts()));
    });
  }

  #reoffered(name: AnchorParty, sdp: string): Promise<string> {
    return this.#serially(async () => {
      const side = await this.#party(name);
      const remote = readRemote(sdp, this.#ownPorts());
      side.codecs ??= codecsLike(remote);
      const said = sayAnswer({ ...side, codecs: side.codecs, last: side.said }, sdp);
      await this.#feed(side, remote);
      side.said = said;
      return said.sdp;
    });
  }

  /** One at a time: the relay must see an offer and its answer together. */
  #serially<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    // Whoever called gets the failure; the next task only waits for the end.
    this.#tail = Promise.allSettled([result]);
    return result;
  }

  async #open(): Promise<Sides> {
    if (this.#state === 'released') throw mediaLost('it was released');
    // From the first attempt on: a failed one may have opened ports that `release` has to close.
    this.#state = 'opened';
    if (this.#sides === undefined) {
      const first = await this.#places.openFirst();
      const [agent, lead] = [this.#side(first.agent), this.#side(first.lead)];
      [agent.peerTag, lead.peerTag] = [lead.tag, agent.tag];
      this.#sides = { agent, lead };
    }
    return this.#sides;
  }

  async #party(name: AnchorParty): Promise<Side> {
    const sides = await this.#open();
    const known = sides[name];
    if (known !== undefined) return known;
    sides.colleague = this.#side(await this.#places.take());
    return sides.colleague;
  }

  #ownPorts(): RelayAddress[] {
    return Object.values(this.#sides ?? {}).map((side) => side.local);
  }

  #side({ tag, local }: Place): Side {
    return { tag, local, sessionId: sessionIdOf(`${this.#callId}/${tag}`), peerTag: restOf(tag) };
  }

  async #pair(sides: Sides, [one, other]: readonly [AnchorParty, AnchorParty]): Promise<void> {
    const [a, b] = [sides[one], sides[other]];
    if (a === undefined || b === undefined) throw mediaLost(`there is no ${a === undefined ? one : other}`);
    if (a.peerTag === b.tag && b.peerTag === a.tag) return;
    await this.#exchange(a, b);
    [a.peerTag, b.peerTag] = [b.tag, a.tag];
  }

  /** Nobody hears it and it hears nobody: it is connected with a side of the relay that is nobody's. */
  async #rest(sides: Sides, side: Side): Promise<void> {
    if (side.peerTag === restOf(side.tag)) return;
    const before = Object.values(sides).find((each) => each.tag === side.peerTag);
    await this.#exchange(side, undefined);
    side.peerTag = restOf(side.tag);
    // The relays would go on sending to the one it was connected with.
    if (before !== undefined && before.peerTag === side.tag) {
      await this.#exchange(before, undefined);
      before.peerTag = restOf(before.tag);
    }
  }

  /** The party has gone for good: nothing is played to it any more, and its place is free. */
  async #vacate(sides: Sides, side: Side): Promise<void> {
    await this.#quiet(side);
    await this.#mute(side, false);
    await this.#rest(sides, side);
    this.#places.giveBack(side);
  }

  #arrangeWaiting(): Promise<void> {
    const talk = this.#waiting.size === 0 ? (['agent', 'lead'] as const) : undefined;
    return this.#arrange({ talk, hears: Object.fromEntries(this.#waiting) });
  }

  async #arrange({ talk, hears, muted }: AnchorArrangement): Promise<void> {
    const sides = await this.#open();
    for (const party of PARTIES) {
      const side = sides[party];
      if (side === undefined) continue;
      if (!sameSound(side.plays, hears[party])) await this.#quiet(side);
      // Before it is connected: nobody hears a word that was not to be heard.
      await this.#mute(side, party === muted);
      if (talk?.includes(party) !== true) await this.#rest(sides, side);
    }
    if (talk !== undefined) await this.#pair(sides, talk);
    for (const party of PARTIES) {
      const [side, sound] = [sides[party], hears[party]];
      if (side === undefined || sound === undefined || side.plays !== undefined) continue;
      if (isListening(side.remote)) await this.#play(side.tag, sound, SOUND_REPEAT_TIMES);
      side.plays = sound;
    }
  }

  async #mute(side: Side, on: boolean): Promise<void> {
    if (on === (side.isMuted ?? false)) return;
    const party = { callId: this.#callId, fromTag: side.tag };
    await (on ? this.#ng.silence(party) : this.#ng.unsilence(party));
    side.isMuted = on;
  }

  async #quiet(side: Side): Promise<void> {
    if (side.plays === undefined) return;
    await this.#ng.stopMedia({ callId: this.#callId, fromTag: side.tag });
    delete side.plays;
  }

  async #play(tag: string, sound: AnchorSound, repeatTimes: number): Promise<number | undefined> {
    const source = soundSource(sound, this.#country);
    return this.#ng.playMedia({ callId: this.#callId, fromTag: tag, source, repeatTimes });
  }

  /**
   * Tells the relay what one side has said: as that side's offer, answered by what is known of the other. The side's state
   * changes only when both went through, so a failed attempt can be repeated.
   */
  async #feed(side: Side, remote: AudioDescription): Promise<void> {
    const agent = this.#sides?.agent;
    const other =
      side.isNext === true
        ? agent
        : Object.values(this.#sides ?? {}).find((each) => each.tag === side.peerTag);
    await this.#exchange({ ...side, remote }, other);
    const listensAgain = !isListening(side.remote) && isListening(remote);
    side.remote = remote;
    // The relays stop a sound nobody wants to hear.
    if (listensAgain && side.plays !== undefined) await this.#play(side.tag, side.plays, SOUND_REPEAT_TIMES);
    if (side.isNext !== true || agent === undefined) return;
    [agent.peerTag, side.peerTag] = [side.tag, agent.tag];
    delete side.isNext;
  }

  /** `other` undefined: the side's place of rest. */
  async #exchange(side: Side, other: Side | undefined): Promise<void> {
    const toTag = other?.tag ?? restOf(side.tag);
    const exchange = { callId: this.#callId, fromTag: side.tag, toTag, flags: this.#flags };
    const offered = wants(side.remote);
    const answered = answerDirection(offered, wants(other?.remote));
    const forOther = await this.#ng.offer({ ...exchange, sdp: relayView(side.remote, offered) });
    const forSide = await this.#ng.answer({ ...exchange, sdp: relayView(other?.remote, answered) });
    // A relay that was restarted opens new ports that no phone knows.
    const otherMoved = other !== undefined && readLocal(forOther)?.port !== other.local.port;
    if (otherMoved || readLocal(forSide)?.port !== side.local.port)
      throw mediaLost('the relay has forgotten it');
  }
}
