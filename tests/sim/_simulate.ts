import { findUnrest } from './_at-rest.ts';
import type { Broken } from './_invariants.ts';
import { Nemesis } from './_nemesis.ts';
import { SimWorld, type SimOptions } from './_world.ts';

export interface SimResult {
  readonly seed: string;
  readonly broke: readonly Broken[];
  readonly steps: number;
  readonly presented: number;
  readonly invites: number;
}

const FAULTS_MS = 40_000;
/** A call back that was agreed on in the last moment of the faults comes due, and is called before others, or after them. */
const REST_MS_MIN = 70_000;
/** I12 and I18: so long after the healing nothing is stuck any more, and everybody who may be called was shown. */
const REST_MS_MAX = 120_000;
const LOOK_MS = 5000;
/** I12, from the healing itself: a request that was lost in the last moment is given up after five seconds, then asked again. */
const OFFERED_MS = 7000;
const PROBE = '+12025559001';
const LEADS = 12;

/** One seed: a world at work, a while of faults, then a while without. Stops at the first thing that must not be. */
export async function simulate(options: SimOptions): Promise<SimResult> {
  const world = new SimWorld(options);
  const { timeline, invariants, office } = world;
  const goesOn = (): boolean => invariants.broke.length === 0;
  await world.start();
  const nemesis = new Nemesis(world);
  scatter(world);
  nemesis.begin();
  await timeline.run(FAULTS_MS, goesOn);
  nemesis.end();
  invariants.calmSinceMs = timeline.nowMs;
  office.submit(2, PROBE);
  await untilAtRest(world, goesOn);
  const presented = [...invariants.presented.values()].reduce((sum, times) => sum + times.length, 0);
  return {
    seed: options.seed,
    broke: invariants.broke,
    steps: timeline.steps,
    presented,
    invites: world.ledger.calls.length,
  };
}

/** Nothing breaks any more: goes on until nothing is stuck, and says what still is in the end. */
async function untilAtRest(world: SimWorld, goesOn: () => boolean): Promise<void> {
  const { timeline, invariants, office } = world;
  const healedMs = timeline.nowMs;
  await timeline.run(REST_MS_MIN, goesOn);
  while (goesOn() && timeline.nowMs - healedMs < REST_MS_MAX && findUnrest(world).length > 0)
    await timeline.run(LOOK_MS, goesOn);
  if (!goesOn()) return;
  for (const [id, text] of findUnrest(world)) invariants.broken(id, text);
  const [shownMs = Infinity] = invariants.presented.get(office.acknowledged.get(`2|${PROBE}`) ?? '') ?? [];
  if (shownMs - healedMs > OFFERED_MS)
    invariants.broken('I12', `${PROBE} was shown ${shownMs - healedMs} ms after the healing`);
}

/** Leads, two of them often with one number, people who call in, and a number that nobody may call any more. */
function scatter(world: SimWorld): void {
  const { timeline, office } = world;
  const random = world.random.fork('leads');
  const phones = Array.from({ length: LEADS }, (_, at) => `+1202555${1000 + at}`);
  for (const phone of phones) {
    timeline.after(random.int(FAULTS_MS), () => office.submit(0, phone));
    if (random.float() < 0.3) timeline.after(random.int(FAULTS_MS), () => office.submit(1, phone));
  }
  const known = (phone: string): string | undefined => office.acknowledged.get(`0|${phone}`);
  for (let calls = 0; calls < 2; calls += 1) {
    const phone = phones[random.int(LEADS)] ?? '';
    timeline.after(random.int(FAULTS_MS), () => {
      const leadId = known(phone);
      if (leadId !== undefined) office.callIn(phone, leadId);
    });
  }
  // Somebody who held a lock yesterday wants to give it back.
  for (let meddlings = 0; meddlings < 6; meddlings += 1) {
    timeline.after(random.int(FAULTS_MS), () => {
      const guards = [...world.invariants.guards.all.values()].filter(({ lock }) => lock !== undefined);
      const guard = guards[random.int(Math.max(1, guards.length))];
      if (guard?.lock !== undefined) office.meddle(guard.phone, guard.lock.leadId, BigInt(guard.token) - 1n);
    });
  }
  // Mostly somebody who is about to be called.
  for (let exclusions = 0; exclusions < 3; exclusions += 1) {
    timeline.after(random.int(FAULTS_MS), () => {
      const guards = [...world.invariants.guards.all.values()];
      const issued = guards.find(({ permit }) => permit?.state === 'issued');
      const locked = guards.find(({ lock }) => lock !== undefined);
      const phone = (issued ?? locked)?.phone ?? phones[random.int(LEADS)];
      if (phone !== undefined) office.exclude(phone);
    });
  }
}
