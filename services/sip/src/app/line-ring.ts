import type { AgentLine } from './agent-line.ts';
import type { CallHandle } from './call-handle.ts';
import { LineSide } from './line-side.ts';
import type { AgentLeg, LegTrace, MediaAnchor } from './ports.ts';
import type { RungAgent } from './agent-ring.ts';

type Loan = NonNullable<ReturnType<AgentLine['lend']>>;

/** An agent with an open line: nothing rings, the line is lent to the caller's call. */
export class LineRing implements RungAgent {
  readonly #line: AgentLine;
  readonly #loan: Loan;
  readonly #onError: (error: unknown) => void;
  #isCalls = false;

  constructor(line: AgentLine, loan: Loan, onError: (error: unknown) => void) {
    this.#line = line;
    this.#loan = loan;
    this.#onError = onError;
  }

  /** The line's: the caller is connected there. */
  get media(): MediaAnchor {
    return this.#loan.media;
  }

  /** The caller has gone: the line is free again. Of a call it ends with that. */
  end(): void {
    if (!this.#isCalls) this.#loan.media.release().catch(this.#onError);
  }

  toLeg(call: CallHandle): AgentLeg {
    this.#isCalls = true;
    return new LineSide(call, this.#line, this.#loan);
  }

  traces(): readonly LegTrace[] {
    return [];
  }
}
