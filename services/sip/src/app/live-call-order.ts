import type { CallState } from '../domain/call-state.ts';
import type { Contact } from '../domain/registration.ts';
import type { AgentLine } from './agent-line.ts';
import type { InboundLegs } from './call-parties.ts';
import type { MediaAnchor, Referral } from './ports.ts';

/** Plays a sound of that name to the lead, once the relay knows it; resolves with how long it is, ms, where the relay tells. Never throws. */
export type Announcer = (sound: string, connect: () => Promise<void>) => Promise<number | undefined>;

/** What a call begins with. */
export interface LiveCallOrder {
  readonly state: CallState;
  readonly contacts: readonly Contact[];
  /** The agent's phone and a trunk may talk without the relay. */
  readonly directMedia?: boolean;
  /** The agent's open line, where there is one. */
  readonly line?: AgentLine;
  /** Of a call that came in. */
  readonly inbound?: InboundLegs & { readonly media: MediaAnchor; readonly announce?: Announcer };
  readonly onReferred: (referral: Referral) => Promise<number>;
}

/** Who is to be brought in, and how. */
export interface TransferWish {
  readonly agentId: string;
  readonly mode: 'blind' | 'attended';
  readonly by: 'desk' | 'phone';
}
