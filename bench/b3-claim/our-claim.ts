import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { createGrpcClients } from '@firstring/service-kit';
import { sampleCampaign, SAMPLE_NOW_AT } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { calledLead } from '../called-lead.ts';
import { cpuMsOf } from '../process-cpu.ts';
import { AGENTS, workAll, type Contender } from './contender.ts';

const PROCESS_ID = 'process-1';
const LEASE_MS = 60_000n;

export interface OurClaim extends Contender {
  /** All agents ask for one lead at the same instant: how many got it, and how long each answer took. */
  oneLead(): Promise<{ winners: number; answerMs: readonly number[] }>;
}

/** The scheduler's order chooses, claim locks and lets go over gRPC: claim is a process of its own on SQLite, its events go out too. */
export async function startOurClaim(leads: number): Promise<OurClaim> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'b3-'));
  opened.defer(() => rm(folder, { recursive: true }));
  const address = `unix://${join(folder, 'claim.sock')}`;
  const child = fork(new URL('claim-process.ts', import.meta.url), [
    folder,
    address,
    PROCESS_ID,
    String(leads),
  ]);
  opened.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('claim has ended')));
  await Promise.race([once(child, 'message'), ended]);
  ended.catch((error: unknown) => error); // later it ends because it is told to
  // As the scheduler asks it.
  const client = opened.use(createGrpcClients()).carried(ClaimServiceDefinition, address);
  const random = seededRandom('b3');
  let order = sampleCampaign(leads, random);

  const lock = async (lead: { leadId: string; homeGuard: string }, agentId: string) => {
    const { leadId, homeGuard: phone } = lead;
    const key = { processId: PROCESS_ID, phone, leadId };
    const { result } = await client.acquireLock({
      requestId: systemRandom.uuid(),
      key,
      agentId,
      ownerEpoch: 1n,
      leaseMs: LEASE_MS,
    });
    if (result?.$case !== 'granted') return undefined;
    const { fencingToken } = result.value;
    return { release: () => client.releaseLock({ requestId: systemRandom.uuid(), key, fencingToken }) };
  };

  const workOne = async (agent: number): Promise<number | 'refused'> => {
    const startMs = systemClock.monotonicMs();
    const agentId = `agent-${agent}`;
    order.advance(SAMPLE_NOW_AT, 256);
    const best = order.view.peekBest({ agentId, campaignIds: ['campaign-1'] }, SAMPLE_NOW_AT);
    if (best === undefined) throw new Error('the order is empty');
    order.hold(best.homeGuard, { leadId: best.leadId, token: Infinity });
    const held = await lock(best, agentId);
    if (held === undefined) return 'refused';
    const tookMs = systemClock.monotonicMs() - startMs;
    await held.release();
    order.upsert(calledLead(best, random, SAMPLE_NOW_AT), SAMPLE_NOW_AT);
    order.release(best.homeGuard, { token: Infinity }, SAMPLE_NOW_AT);
    return tookMs;
  };

  const close = opened.move();
  return {
    name: 'ours',
    refill: async () => {
      order = sampleCampaign(leads, random);
    },
    work: (limits) => workAll(limits, workOne),
    serverCpuMs: () => cpuMsOf(child.pid ?? 0),
    async oneLead() {
      const lead = { leadId: 'lead-of-all', homeGuard: '+12125550100' };
      const answerMs: number[] = [];
      const asked = Array.from({ length: AGENTS }, async (_, agent) => {
        const startMs = systemClock.monotonicMs();
        const held = await lock(lead, `agent-${agent}`);
        answerMs.push(systemClock.monotonicMs() - startMs);
        return held;
      });
      const winners = (await Promise.all(asked)).filter((held) => held !== undefined);
      for (const winner of winners) await winner.release();
      return { winners: winners.length, answerMs };
    },
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}
