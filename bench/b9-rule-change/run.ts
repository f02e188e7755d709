import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CriteriaServiceDefinition } from '@firstring/contracts/leads/criteria';
import { silentLog, type Clock } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcClients, createGrpcServer } from '@firstring/service-kit';
import type { FilteredCampaign } from '../../services/lead-store/src/app/criteria/criteria-book.ts';
import type { CriteriaDeps } from '../../services/lead-store/src/app/criteria/stream-placements.ts';
import type { FilterIndex } from '../../services/lead-store/src/app/filter-index/filter-index.ts';
import { criteriaServer } from '../../services/lead-store/src/transport/grpc/criteria-server.ts';
import { followPlacements, PlacementReads } from '../../services/scheduler/src/app/follow-placements.ts';
import type { SchedulerDeps } from '../../services/scheduler/src/app/scheduler-deps.ts';
import type { OrderIndex } from '../../services/scheduler/src/domain/order/order-index.ts';
import { SAMPLE_NOW_AT } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { createLeadGateway } from '../../services/scheduler/src/upstream/lead.ts';
import { figure, type Figure } from '../figure.ts';
import { decideMeanwhile } from './decide.ts';
import { CAMPAIGN, cardOf, openIndex, openOrder, PLANS, planOf, PROCESS } from './leads.ts';
import { criteriaOf, groupOf } from './rules.ts';

/** What the samples with the most of them have. */
const MOST_ATTEMPTS = 9;

/**
 * B9: another filter group, and another fetch order, for a campaign of a million leads while agents ask on: how long until the order is the
 * new one, and how long decisions take meanwhile, the wait for a busy loop included. Lead-store's half runs in this process, too, as it does in
 * standalone: its columns in their thread, placements over gRPC.
 */
export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const size = small ? 20_000 : 1_000_000;
  const at = small ? '20k' : '1M';
  const order = openOrder(size);
  await using bed = await openBed(size, order);
  await bed.follow(groupOf(PLANS, 1));
  while (order.advance(SAMPLE_NOW_AT, 10_000));
  const reversed = PLANS.toReversed();
  const isOfFirstStep = (leadId: string) => planOf(leadId) === reversed[0];
  const group = await measure(order, isOfFirstStep, async () => bed.follow(groupOf(reversed, 2)));
  const policies = [{ type: 'attempts', direction: -1 } as const];
  const fetchOrder = await measure(
    order,
    (leadId) => cardOf(leadId).totalAttempts === MOST_ATTEMPTS,
    async (isMoved) => {
      order.setCriteria(CAMPAIGN, criteriaOf(reversed, 3, policies));
      await isMoved();
    },
  );
  const told = (what: string, { completeMs, visibleMs, p99Ms, maxMs, missed }: Measured): Figure[] => {
    const base = { bench: 'B9', at, unit: 'ms' };
    return [
      figure({ ...base, figure: `${what}_visible_ms`, value: visibleMs, goal: '<=2000' }),
      figure({ ...base, figure: `${what}_complete_ms`, value: completeMs, goal: '' }),
      figure({ ...base, figure: `${what}_decision_p99_ms`, value: p99Ms, goal: '<=10' }),
      figure({ ...base, figure: `${what}_decision_max_ms`, value: maxMs, goal: '' }),
      figure({
        ...base,
        figure: `${what}_without_a_lead`,
        value: missed,
        unit: 'decisions',
        goal: '<=0',
        always: true,
      }),
    ];
  };
  return [...told('group', group), ...told('fetch_order', fetchOrder)];
}

interface Measured {
  /** Until every lead stands by the new rule. */
  readonly completeMs: number;
  /** Until the first decision by the new rule after which none went by the old one. */
  readonly visibleMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly missed: number;
}

async function measure(
  order: OrderIndex,
  isByNewRule: (leadId: string) => boolean,
  change: (isMoved: () => Promise<void>) => Promise<void>,
): Promise<Measured> {
  const before = order.view.peekBest({ agentId: 'agent-1', campaignIds: [CAMPAIGN] }, SAMPLE_NOW_AT);
  if (before === undefined || isByNewRule(before.leadId)) throw new Error('the old rule gives the same lead');
  const deciding = decideMeanwhile(order);
  const startMs = systemClock.monotonicMs();
  await change(deciding.isMoved);
  await deciding.isMoved();
  const completeMs = systemClock.monotonicMs() - startMs;
  const { decisions, p99Ms, maxMs, missed } = await deciding.stop();
  const lastOld = decisions.findLast(({ leadId }) => !isByNewRule(leadId));
  if (decisions.length === 0) throw new Error('nothing was decided meanwhile');
  const visibleMs = lastOld === undefined ? 0 : Math.max(0, lastOld.atMs - startMs);
  return { completeMs, visibleMs, p99Ms, maxMs, missed };
}

/** Lead-store's and the scheduler's halves of a change of filters, joined as in one process. */
async function openBed(size: number, order: OrderIndex) {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'firstring-b9-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const index = stack.use(openIndex(size));
  let campaign: FilteredCampaign | undefined;
  const grpc = stack.use(createGrpcServer({ domain: 'b9.firstring', log: silentLog, clock: systemClock }));
  grpc.add(CriteriaServiceDefinition, criteriaServer(criteriaDeps(index, () => campaign)));
  const address = `unix://${join(folder, 's')}`;
  await grpc.listen(address);
  const clients = stack.use(createGrpcClients());
  const clock: Clock = Object.assign(Object.create(systemClock) as Clock, { now: () => SAMPLE_NOW_AT });
  return {
    /** Resolves when every lead is placed by this revision. */
    async follow(next: FilteredCampaign): Promise<void> {
      campaign = next;
      const plans = next.placement.rules.steps.map(({ name }) => name);
      order.setCriteria(CAMPAIGN, criteriaOf(plans, next.revision));
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const deps = {
        clock,
        leads: createLeadGateway(clients, address),
        orders: { process: () => ({ order }), changed: () => {} },
        events: { placed: () => {}, placementsFailed: ({ err }: { err: unknown }) => reject(err) },
        placementReads: new PlacementReads(),
        background: {
          run: (_name: string, work: (signal: AbortSignal) => Promise<void>) =>
            void work(new AbortController().signal).then(resolve, reject),
        },
      };
      followPlacements(deps as unknown as SchedulerDeps, PROCESS, CAMPAIGN); // all that following placements uses
      await promise;
    },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

function criteriaDeps(index: FilterIndex, campaign: () => FilteredCampaign | undefined): CriteriaDeps {
  const stored = { id: CAMPAIGN, version: 1, doc: { processId: PROCESS } };
  const deps = {
    deps: { campaigns: { get: async () => stored } },
    book: { campaign },
    keeper: { settled: async () => {} },
    // No script here.
    scriptKeys: { complete: async (_of: unknown, leads: unknown) => leads },
    index,
  };
  return deps as unknown as CriteriaDeps; // all that a stream of placements uses
}

if (import.meta.main) {
  for (const measured of await run({ small: process.argv.includes('--small') })) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}
