import type { Key } from '../domain/key-info.ts';
import type { AgentLine } from './agent-line.ts';
import type { CallHandle } from './call-handle.ts';
import { joinLifted } from './join-lifted.ts';
import type { AgentLeg, LegTrace } from './ports.ts';

type Loan = NonNullable<ReturnType<AgentLine['lend']>>;

/** The agent's half of a call over a line that is open already: nothing rings, and the line outlives the call. */
export class LineSide implements AgentLeg {
  readonly #call: CallHandle;
  readonly #line: AgentLine;
  readonly #loan: Loan;

  constructor(call: CallHandle, line: AgentLine, loan: Loan) {
    this.#call = call;
    this.#line = line;
    this.#loan = loan;
  }

  async prepare(): Promise<void> {}

  async invite(): Promise<void> {
    joinLifted(this.#call, this.#loan);
  }

  async connect(): Promise<void> {}

  async adopt(): Promise<void> {}

  /** The call is over, and the line stays; or a colleague has taken the call, and with it the line's media. */
  end(): void {
    if (this.#call.state.agentNumber !== 0) this.#line.leave();
  }

  sendKey(key: Key): Promise<void> {
    return this.#loan.leg.sendKey(key);
  }

  reoffer(sdp: string): Promise<string> {
    return this.#loan.leg.reoffer(sdp);
  }

  tellTransfer(status: number): void {
    this.#loan.leg.tellTransfer(status);
  }

  /** The line has a journal entry of its own. */
  traces(): readonly LegTrace[] {
    return [];
  }
}
