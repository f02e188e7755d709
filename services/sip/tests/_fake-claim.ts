import { BlacklistServiceDefinition } from '@firstring/contracts/claim/blacklist_service';
import {
  AttemptOutcome,
  ClaimServiceDefinition,
  PermitKind,
  type Permit,
  type RedeemPermitRequest,
  type SettlePermitRequest,
} from '@firstring/contracts/claim/claim_service';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcServer } from '@firstring/service-kit';

/** The claim service as sip sees it: says yes unless told otherwise, and keeps what it was asked. */
export class FakeClaim implements AsyncDisposable {
  readonly redeemed: RedeemPermitRequest[] = [];
  readonly settled: SettlePermitRequest[] = [];
  /** The reason of the refusal; undefined: allowed. */
  refusal: string | undefined;
  /** Callers on the blacklist. */
  readonly blacklisted = new Set<string>();
  /** Settlements that fail before one is taken. */
  settleFailures = 0;
  /** Runs while sip waits for the answer to a redeeming. */
  whileRedeeming: () => Promise<void> = async () => {};
  readonly #server = createGrpcServer({ domain: 'claim.firstring', log: silentLog, clock: systemClock });

  static async start(address: string): Promise<FakeClaim> {
    const claim = new FakeClaim();
    await claim.#listen(address);
    return claim;
  }

  /** The outcomes told for an attempt, in order. */
  outcomes(permitId: string): AttemptOutcome[] {
    return this.settled.filter((each) => each.permitId === permitId).map((each) => each.outcome);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  async #listen(address: string): Promise<void> {
    const never = async (): Promise<never> => {
      throw new Error('sip has no business with this');
    };
    this.#server.add(BlacklistServiceDefinition, {
      putBlacklistEntry: never,
      deleteBlacklistEntry: never,
      listBlacklist: never,
      checkCaller: async ({ phone }) => ({ blocked: this.blacklisted.has(phone) }),
    });
    this.#server.add(ClaimServiceDefinition, {
      acquireLock: never,
      renewLock: never,
      releaseLock: never,
      authorizeDial: never,
      claimLead: never,
      releaseClaim: never,
      getGuard: never,
      redeemPermit: async (request) => {
        this.redeemed.push(request);
        await this.whileRedeeming();
        return this.refusal === undefined
          ? { allowed: true, reasons: [] }
          : { allowed: false, reasons: [{ reason: this.refusal, text: '' }] };
      },
      settlePermit: async (request) => {
        if (this.settleFailures > 0) {
          this.settleFailures -= 1;
          throw new Error('not now');
        }
        this.settled.push(request);
        return {};
      },
    });
    await this.#server.listen(address);
  }
}

let attempts = 0;

/** A permit as claim would sign it; its signature means nothing to the fake. */
export function permitFor(agentId: string, phone: string, more: Partial<Permit> = {}): Permit {
  attempts += 1;
  return {
    permitId: `permit-${attempts}`,
    processId: 'process-1',
    campaignId: 'campaign-1',
    leadId: 'lead-1',
    homeGuard: phone,
    phone,
    agentId,
    attemptId: `attempt-${process.pid}-${attempts}`,
    fencingToken: 7n,
    issueTime: new Date(systemClock.now()),
    expireTime: new Date(systemClock.now() + 90_000),
    dialTime: new Date(systemClock.now()),
    callerId: '+12025550100',
    ringLimitSeconds: 20,
    signature: 'c2lnbmVk',
    dialback: false,
    otherCallerIds: [],
    trunkIds: [],
    kind: PermitKind.PERMIT_KIND_UNSPECIFIED,
    overrideReason: '',
    ...more,
  };
}
