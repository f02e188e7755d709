import type { NumberFormat } from './number-format.ts';

/** Where INVITEs of a trunk go; priority and weight as in DNS SRV (RFC 2782). */
export interface TrunkTarget {
  /** host:port;transport=udp of the carrier. */
  readonly address: string;
  readonly priority: number;
  readonly weight: number;
}

/** A number that may be shown, by all processes when it names none. */
export interface CallerId {
  /** E.164, verified with the carrier. */
  readonly number: string;
  readonly processIds: readonly string[];
}

/** Where the verified caller id stands besides From (RFC 3325). */
export type IdentityHeader = 'asserted' | 'preferred' | 'remote-party' | 'none';
/** Attestation level of RFC 8588; empty where none was agreed. */
export type AttestationLevel = 'A' | 'B' | 'C' | '';

export interface CallerIdentity {
  readonly header: IdentityHeader;
  /** From is anonymous, Privacy: id (RFC 3323). */
  readonly withhold: boolean;
  /** E.164 of the Diversion header (RFC 5806); empty: none. */
  readonly diversion: string;
  readonly attestation: AttestationLevel;
}

export interface MediaPolicy {
  /** Names as in SDP, best first; empty: all that the relay offers. */
  readonly codecs: readonly string[];
  /** 0: not said. */
  readonly packetMs: number;
  /** What the agent hears before the answer. */
  readonly earlyMedia: 'play' | 'ringback';
  /** A phone whose account allows it talks to the carrier without the relay. */
  readonly direct?: boolean;
  /** The carrier wants to offer in its 200. */
  readonly delayedOffer?: boolean;
}

/** How targets are asked for their health; counts are of answers in a row. */
export interface ProbePolicy {
  readonly off: boolean;
  readonly intervalMs: number;
  readonly suspectAfter: number;
  readonly downAfter: number;
  readonly healthyAfter: number;
}

/** A way out to the telephone network, every setting filled in. */
export interface Trunk {
  readonly trunkId: string;
  readonly name: string;
  readonly disabled: boolean;
  /** Lower is tried first. */
  readonly priority: number;
  readonly targets: readonly TrunkTarget[];
  readonly account: {
    readonly username: string;
    /** In clear, because the carrier's challenge needs it. Never logged, never read back. */
    readonly password: string;
    /** The only realm whose challenge is answered. */
    readonly realm: string;
  };
  readonly registration: {
    readonly enabled: boolean;
    readonly domain: string;
    readonly user: string;
    readonly expiresS: number;
  };
  readonly callerIds: readonly CallerId[];
  readonly localPresence: boolean;
  /** Empty: all campaigns. */
  readonly campaignIds: readonly string[];
  readonly callsPerSecond: number;
  readonly callsMax: number;
  readonly numberFormat: NumberFormat;
  readonly identity: CallerIdentity;
  readonly media: MediaPolicy;
  readonly probe: ProbePolicy;
  readonly followRedirects: boolean;
  /** Addresses and networks its calls to us come from, besides its targets'. */
  readonly sourceAddresses: readonly string[];
}

/** The host of a target's address, brackets and all. */
export function hostOf(address: string): string {
  return address.replace(/;.*$/, '').replace(/:\d+$/, '');
}
