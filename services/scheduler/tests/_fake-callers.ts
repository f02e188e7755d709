import { reasonError, toTime } from '@firstring/contracts';
import {
  CallerGuardServiceDefinition,
  type HoldForCallerRequest,
} from '@firstring/contracts/claim/caller_guard_service';
import { LeadCard } from '@firstring/contracts/leads/lead';
import {
  CallerLeadServiceDefinition,
  type CreateCallerLeadRequest,
} from '@firstring/contracts/leads/caller_lead_service';
import type { Clock } from '@firstring/kernel';
import type { GrpcServer } from '@firstring/service-kit';
import type { FakeClaim, FakeLeadStore } from './_fakes.ts';

/** claim: a guard that is held for calls. */
export function serveCallerGuard(server: GrpcServer, claim: FakeClaim, clock: Clock): void {
  const calls = new Map<string, string>();
  server.add(CallerGuardServiceDefinition, {
    async holdForCaller({ key, attemptId, agentId, leaseMs, heldToken }: HoldForCallerRequest) {
      if (claim.isDown) throw reasonError('UNAVAILABLE');
      const { phone = '', leadId: lead = '' } = key ?? {};
      const guard = claim.guard(phone);
      const { lock } = guard;
      const isHeld = lock !== undefined && lock.expiresAt > clock.now();
      const givesWay =
        calls.get(`${phone} ${guard.token}`) === attemptId || BigInt(guard.token) === heldToken;
      if (isHeld && !givesWay) {
        return { result: { $case: 'refused', value: { reason: 'LOCKED_BY_OTHER', text: '' } } };
      }
      guard.token += 1;
      calls.set(`${phone} ${guard.token}`, attemptId);
      const expiresAt = clock.now() + Number(leaseMs);
      guard.lock = { agentId, leadId: lead, expiresAt };
      claim.log.push(agentId === '' ? 'hold' : `hold ${agentId}`);
      const value = { fencingToken: BigInt(guard.token), expireTime: toTime(expiresAt) };
      return { result: { $case: 'granted', value } };
    },
  });
}

/** lead-store: leads of people whom nobody knows. */
export function serveCallerLeads(server: GrpcServer, leads: FakeLeadStore): void {
  server.add(CallerLeadServiceDefinition, {
    async createCallerLead({ campaignId, phone }: CreateCallerLeadRequest) {
      const made = `00000000-0000-7000-9000-${String(leads.cards.size).padStart(12, '0')}`;
      const card = { leadId: made, processId: 'process-1', campaignId, homeGuard: phone, version: 1n };
      leads.cards.set(made, LeadCard.fromPartial(card));
      return { leadId: made, version: 1n };
    },
  });
}
