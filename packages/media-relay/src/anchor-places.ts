import { placeholder, readLocal, type RelayAddress } from './anchor-sdp.ts';
import { mediaLost, restOf } from './anchor-side.ts';
import type { NgClient } from './ng-client.ts';

/** A party's place in the relay: the name it has there, and its ports. */
export interface Place {
  readonly tag: string;
  readonly local: RelayAddress;
}

/**
 * The places of one call. One whose party has gone is given to the next that comes: a line that stays open for a day of calls and
 * consultations takes no more ports than a single call.
 */
export class AnchorPlaces {
  readonly #ng: NgClient;
  readonly #call: { readonly callId: string; readonly flags: readonly string[] };
  readonly #free: Place[] = [];
  #colleagues = 0;

  constructor(ng: NgClient, call: { readonly callId: string; readonly flags: readonly string[] }) {
    this.#ng = ng;
    this.#call = call;
  }

  /** Both at once: a placeholder for the lead's side offered, the same for the agent's side answered. */
  async openFirst(): Promise<{ agent: Place; lead: Place }> {
    const { offered, answered } = await this.#openPorts('lead', 'agent');
    return { agent: { tag: 'agent', local: offered }, lead: { tag: 'lead', local: answered } };
  }

  /** For one more party. */
  async take(): Promise<Place> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#colleagues += 1;
    const tag = `colleague-${this.#colleagues}`;
    const { answered } = await this.#openPorts(tag, restOf(tag));
    return { tag, local: answered };
  }

  /** The party has gone, and is connected with nobody. */
  giveBack({ tag, local }: Place): void {
    this.#free.push({ tag, local });
  }

  async #openPorts(
    fromTag: string,
    toTag: string,
  ): Promise<{ offered: RelayAddress; answered: RelayAddress }> {
    const exchange = { ...this.#call, fromTag, toTag, sdp: placeholder() };
    const offered = readLocal(await this.#ng.offer(exchange));
    const answered = readLocal(await this.#ng.answer(exchange));
    if (offered === undefined || answered === undefined) throw mediaLost('the relay gave no port');
    return { offered, answered };
  }
}
