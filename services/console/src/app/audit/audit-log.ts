import { reasonError } from '@firstring/contracts';
import { failpoint, type Clock, type Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { AuditBegun, AuditEntry, AuditOutcome } from '../../domain/audit/chain.ts';
import { canonicalJson } from '../../domain/audit/canonical-json.ts';
import type { AuditIntentDoc } from '../../store/audit.ts';
import type { AuditChains } from './audit-chains.ts';
import { sha256 } from './sha256.ts';

/** What somebody is about to do; id and time are given here. */
export type AuditedAction = Omit<AuditBegun, 'actionId' | 'at'>;

export interface AuditEnd {
  readonly outcome: AuditOutcome;
  /** Empty when it is done. */
  readonly reason: string;
  /** The thing, where it is known only afterwards. */
  readonly resourceId?: string | undefined;
  /** The thing itself, before and after; only hashes are kept. */
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface BegunAction {
  /** Writes the one record of this action; await it before the answer. */
  end(end: AuditEnd): Promise<void>;
}

export interface AuditLog {
  /**
   * Before anything is changed. An action whose beginning cannot be written does not happen (AUDIT_UNAVAILABLE); one whose
   * end cannot be written, or that dies, is recorded as `unknown` by the sweep.
   */
  begin(chainId: string, action: AuditedAction): Promise<BegunAction>;
  /** One record of what changes nothing, such as a refusal or opening a person's details. */
  record(chainId: string, action: AuditedAction, end: AuditEnd): Promise<void>;
}

export interface AuditLogDeps {
  readonly chains: AuditChains;
  readonly intents: Collection<AuditIntentDoc>;
  readonly clock: Clock;
  readonly random: Random;
}

export function createAuditLog(deps: AuditLogDeps): AuditLog {
  return {
    begin: (chainId, action) => begin(deps, chainId, action),
    record: (chainId, action, end) =>
      appendEnd(deps, chainId, { ...action, actionId: deps.random.uuid(), at: deps.clock.now() }, end),
  };
}

async function begin(deps: AuditLogDeps, chainId: string, action: AuditedAction): Promise<BegunAction> {
  const begun: AuditBegun = { ...action, actionId: deps.random.uuid(), at: deps.clock.now() };
  const doc: AuditIntentDoc = { chainId, beganAt: begun.at, begun };
  await deps.intents
    .put({ id: begun.actionId, doc, expectedVersion: 0 })
    .catch((cause: unknown) => Promise.reject(reasonError('AUDIT_UNAVAILABLE', { cause })));
  await failpoint('console.a1.before');
  return {
    async end(end) {
      await failpoint('console.a1.after');
      await appendEnd(deps, chainId, begun, end);
      await deps.intents.delete({ id: begun.actionId, expectedVersion: 1 });
    },
  };
}

async function appendEnd(
  deps: AuditLogDeps,
  chainId: string,
  begun: AuditBegun,
  end: AuditEnd,
): Promise<void> {
  const entry: AuditEntry = {
    ...begun,
    resourceId: end.resourceId ?? begun.resourceId,
    outcome: end.outcome,
    reason: end.reason,
    beforeHash: hashOf(end.before),
    afterHash: hashOf(end.after),
  };
  await deps.chains
    .append(chainId, entry)
    .catch((cause: unknown) => Promise.reject(reasonError('AUDIT_UNAVAILABLE', { cause })));
}

function hashOf(value: unknown): string {
  return value === undefined ? '' : sha256(canonicalJson(value));
}
