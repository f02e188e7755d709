import type { Query } from '@firstring/store';
import type { Claim, Guard } from '../domain/guard.ts';
import type { ClaimDeps } from './ports.ts';

export interface ListClaims {
  readonly processId: string;
  /** Empty: of all agents. */
  readonly agentId: string;
  /** Only an agent's callbacks, the earliest first. */
  readonly callbacks: boolean;
  readonly pageSize: number;
  readonly pageToken: string | undefined;
}

export interface ListedClaim {
  readonly guard: Guard;
  readonly leadId: string;
  readonly claim: Claim;
}

/** A page of numbers with their claims; a number with several brings all that were asked for. */
export async function listClaims(
  deps: ClaimDeps,
  ask: ListClaims,
): Promise<{ claims: readonly ListedClaim[]; nextPageToken: string }> {
  const { pageSize, pageToken } = ask;
  const page = await deps.guards.query({ ...selectionOf(ask), pageSize, pageToken });
  const claims = page.items.flatMap(({ doc }) => claimsOf(doc, ask));
  return { claims, nextPageToken: page.nextPageToken ?? '' };
}

function selectionOf({
  processId,
  agentId,
  callbacks,
}: ListClaims): Pick<Query, 'index' | 'equals' | 'order'> {
  if (agentId === '') return { index: 'claims', equals: [processId], order: 'desc' };
  const equals = [agentId, processId];
  return callbacks
    ? { index: 'callbacks', equals, order: 'asc' }
    : { index: 'owners', equals, order: 'desc' };
}

function claimsOf(guard: Guard, { agentId, callbacks }: ListClaims): ListedClaim[] {
  return Object.entries(guard.claims)
    .filter(([, claim]) => agentId === '' || claim.agentId === agentId)
    .filter(([, claim]) => !callbacks || claim.dueAt !== undefined)
    .map(([leadId, claim]) => ({ guard, leadId, claim }));
}
