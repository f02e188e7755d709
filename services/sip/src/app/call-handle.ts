import type { Party } from '../domain/call-arrangement.ts';
import type { CallInput } from '../domain/call-input.ts';
import type { CallState } from '../domain/call-state.ts';
import type { Key } from '../domain/key-info.ts';
import type { AttemptWriter } from './attempt-writer.ts';
import type { MediaAnchor, Referral } from './ports.ts';

/** The named steps of docs/faults.md that a leg's news pass. */
export type NamedStep = 'p4' | 'p6' | 'p7' | 'p9';

/** What the two sides of a call see of it. */
export interface CallHandle {
  readonly state: CallState;
  readonly media: MediaAnchor;
  readonly writer: AttemptWriter;
  /** The agent's line has a half of the relay's media of its own: the call goes on there. */
  moveTo(media: MediaAnchor): void;
  dispatch(input: CallInput): void;
  /** News from a leg, in the order they came; around a named step where there is one. */
  hear(step: NamedStep | undefined, input: CallInput): void;
  /** A key that came as INFO goes to whoever this party talks with. */
  passKey(from: Party, key: Key): void;
  /** The agent's phone asks for a transfer: resolves with the SIP status of the answer. */
  referred(referral: Referral): Promise<number>;
  /** Asks claim, one request after another: a settlement never overtakes the redeeming it follows. */
  askClaim<T>(ask: () => Promise<T>): Promise<T>;
}
