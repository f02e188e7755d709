import { systemClock } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import type { OrderIndex } from '../../services/scheduler/src/domain/order/order-index.ts';
import { sampleCampaign, SAMPLE_NOW_AT } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { calledLead } from '../called-lead.ts';
import { figure, quantile, type Figure } from '../figure.ts';

const AGENTS = 200;

/** B2: "who is next for this agent", with outcomes fed back, against the size of the backlog. */
export async function run({ small, large = false }: { small: boolean; large?: boolean }): Promise<Figure[]> {
  const sizes = small ? [10_000] : large ? [100_000, 10_000_000] : [100_000, 1_000_000];
  const decisions = small ? 2000 : 100_000;
  const figures = sizes.flatMap((size) => measure(size, decisions));
  const [first, last] = figures.filter((each) => each.figure === 'decision_p99_ms').map(({ value }) => value);
  if (!large || first === undefined || last === undefined) return figures;
  const ratio = { bench: 'B2', at: '10M', figure: 'p99_to_100k', value: last / first, unit: 'times' };
  return [...figures, figure({ ...ratio, goal: '<=2' })];
}

function measure(size: number, decisions: number): Figure[] {
  const random = seededRandom('b2');
  const order = sampleCampaign(size, random);
  decide(order, Math.min(decisions, 5000), random);
  const { tookMs, missed } = decide(order, decisions, random);
  const at = size >= 1_000_000 ? `${size / 1_000_000}M` : `${size / 1000}k`;
  const p50 = quantile(tookMs, 0.5);
  const p99 = quantile(tookMs, 0.99);
  const max = quantile(tookMs, 1);
  const base = { bench: 'B2', at, unit: 'ms' };
  return [
    figure({ ...base, figure: 'decision_p50_ms', value: p50, goal: '' }),
    figure({ ...base, figure: 'decision_p99_ms', value: p99, goal: size > 1_000_000 ? '<=2' : '<=1' }),
    figure({ ...base, figure: 'decision_max_ms', value: max, goal: '' }),
    figure({
      ...base,
      figure: 'decisions_without_a_lead',
      value: missed,
      unit: 'decisions',
      goal: '<=0',
      always: true,
    }),
  ];
}

/** Each decision: choose, hold, and feed the outcome back, as the loop does it; time goes on a little. */
function decide(
  order: OrderIndex,
  decisions: number,
  random: ReturnType<typeof seededRandom>,
): { tookMs: Float64Array; missed: number } {
  const tookMs = new Float64Array(decisions);
  let missed = 0;
  for (let number = 0; number < decisions; number += 1) {
    const nowAt = SAMPLE_NOW_AT + number * 20;
    const agentId = `agent-${number % AGENTS}`;
    const startMs = systemClock.monotonicMs();
    order.advance(nowAt, 256);
    const best = order.view.peekBest({ agentId, campaignIds: ['campaign-1'] }, nowAt);
    if (best !== undefined) order.hold(best.homeGuard, { leadId: best.leadId, token: Infinity });
    tookMs[number] = systemClock.monotonicMs() - startMs;
    if (best === undefined) {
      missed += 1;
      continue;
    }
    order.upsert(calledLead(best, random, nowAt), nowAt);
    order.release(best.homeGuard, { token: Infinity }, nowAt);
  }
  return { tookMs, missed };
}

if (import.meta.main) {
  for (const measured of await run({ small: process.argv.includes('--small') })) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}
