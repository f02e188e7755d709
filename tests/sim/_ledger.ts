import type { Permit } from '@firstring/contracts/claim/claim_service';

export interface LedgerCall {
  readonly attemptId: string;
  readonly phone: string;
  readonly leadId: string;
  readonly agentId: string;
  readonly token: bigint;
  readonly invitedMs: number;
  endedMs?: number;
}

/** What the carrier saw: every INVITE, and when its call was over. It outlives everybody. */
export class Ledger {
  readonly calls: LedgerCall[] = [];
  readonly #invited: (permit: Permit, earlier: readonly LedgerCall[]) => void;
  readonly #now: () => number;

  constructor(now: () => number, invited: (permit: Permit, earlier: readonly LedgerCall[]) => void) {
    this.#now = now;
    this.#invited = invited;
  }

  invite(permit: Permit): void {
    const { attemptId, phone, leadId, agentId, fencingToken: token } = permit;
    this.#invited(permit, this.calls);
    this.calls.push({ attemptId, phone, leadId, agentId, token, invitedMs: this.#now() });
  }

  end(attemptId: string): void {
    for (const call of this.calls) if (call.attemptId === attemptId) call.endedMs ??= this.#now();
  }

  openCalls(): readonly LedgerCall[] {
    return this.calls.filter(({ endedMs }) => endedMs === undefined);
  }
}
