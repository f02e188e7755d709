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
/** Two minutes after its page is lost an agent is Offline, and its lead is free. */
const REST_MS = 125_000;
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
  // Services that were dead are up, links that were broken are noticed and made anew.
  await timeline.run(20_000, goesOn);
  const probe = '2|+12025559001';
  office.submit(2, '+12025559001');
  const sentMs = timeline.nowMs;
  await timeline.run(REST_MS, goesOn);
  if (goesOn()) invariants.atRest([{ name: probe, sentMs }]);
  const presented = [...invariants.presented.values()].reduce((sum, times) => sum + times.length, 0);
  return {
    seed: options.seed,
    broke: invariants.broke,
    steps: timeline.steps,
    presented,
    invites: world.ledger.calls.length,
  };
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
