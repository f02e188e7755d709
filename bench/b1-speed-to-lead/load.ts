/** What B1 and B1D have in common: leads by a fixed Poisson schedule, and when each made an agent's phone ring. */
import { deferred } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { AgentWorker } from '../../tests/stack/agent-worker.ts';
import type { Ready } from '../../tests/stack/product.ts';
import type { Telephones } from '../../tests/stack/telephones.ts';
import { pushLead } from '../../tests/stack/vendor.ts';
import { figure, quantile, type Figure } from '../figure.ts';

const WARM_UP_S = 5;
const LATE_MS = 60_000;

export interface SpeedLoad {
  readonly bench: string;
  readonly leadsPerSecond: number;
  readonly seconds: number;
  readonly goalP50: string;
  readonly goalP99: string;
}

/** Agents whose phones lift at once and who work on and on; from the first byte of each POST to the INVITE at an agent's phone. */
export async function speedToLead(ready: Ready, telephones: Telephones, load: SpeedLoad): Promise<Figure[]> {
  const { bench, leadsPerSecond, seconds, goalP50, goalP99 } = load;
  const rangAt = new Map<string, number>();
  await using stack = new AsyncDisposableStack();
  for (const account of ready.agents) {
    const phone = await telephones.phone(account, ready.sip, 0);
    phone.on('ringing', ({ attemptId }) => rangAt.set(attemptId, systemClock.monotonicMs()));
    stack.use(new AgentWorker({ consoleUrl: ready.consoleUrl, account, dispositionCode: 'not-interested' }));
  }
  const postedAt = await pushOnSchedule(ready, leadsPerSecond, (WARM_UP_S + seconds) * 1000);
  const tookMs = await ringTimes(telephones, { postedAt, rangAt });
  const at = `${leadsPerSecond}/s, ${ready.agents.length} phones, ${seconds} s`;
  const measured = Float64Array.from(tookMs);
  const common = { bench, at, unit: 'ms' };
  const lost = postedAt.size - measured.length;
  return [
    figure({ ...common, figure: 'post_to_invite_p50_ms', value: quantile(measured, 0.5), goal: goalP50 }),
    figure({ ...common, figure: 'post_to_invite_p99_ms', value: quantile(measured, 0.99), goal: goalP99 }),
    figure({ ...common, figure: 'post_to_invite_max_ms', value: quantile(measured, 1), goal: '' }),
    figure({
      ...common,
      unit: 'leads',
      figure: 'leads_not_rung',
      value: lost,
      goal: '<=0',
      always: true,
    }),
  ];
}

/** Sends each lead at its own instant, whatever became of the ones before (no coordinated omission). */
async function pushOnSchedule(
  doors: { ingestUrl: string; linkToken: string },
  leadsPerSecond: number,
  forMs: number,
): Promise<Map<string, number>> {
  const random = seededRandom('b1');
  const postedAt = new Map<string, number>();
  const sending: Promise<unknown>[] = [];
  const startMs = systemClock.monotonicMs();
  for (let dueMs = 0, n = 0; dueMs < forMs; n += 1) {
    dueMs += (-Math.log(1 - random.float()) * 1000) / leadsPerSecond;
    await systemClock.sleep(Math.max(0, startMs + dueMs - systemClock.monotonicMs()));
    const number = `+1212555${String(1000 + n)}`;
    const sentMs = systemClock.monotonicMs();
    sending.push(pushLead(doors, { caller_id: number, first_name: 'Bench' }));
    if (dueMs >= WARM_UP_S * 1000) postedAt.set(number, sentMs);
  }
  await Promise.all(sending);
  return postedAt;
}

/** Joins both ends by the attempt's header: the phone knows when it rang, the carrier which number it was for. */
async function ringTimes(
  { carrier }: Telephones,
  seen: { postedAt: ReadonlyMap<string, number>; rangAt: ReadonlyMap<string, number> },
): Promise<number[]> {
  const done = deferred<void>();
  const reached = (): number =>
    carrier.ledger.entries.filter(({ number }) => seen.postedAt.has(number)).length;
  const late = systemClock.setTimer(LATE_MS, () => done.resolve());
  carrier.on('invited', () => {
    if (reached() >= seen.postedAt.size) done.resolve();
  });
  if (reached() < seen.postedAt.size) await done.promise;
  late.cancel();
  return carrier.ledger.entries.flatMap(({ number, xHeaders }) => {
    const sentMs = seen.postedAt.get(number);
    const rangMs = seen.rangAt.get(xHeaders['x-firstring-attempt'] ?? '');
    return sentMs === undefined || rangMs === undefined ? [] : [rangMs - sentMs];
  });
}
