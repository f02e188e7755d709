import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '@firstring/kernel';
import { BUS, STORE } from './_network.ts';
import { MACHINES, Scene } from './_scene.ts';

const LIMIT = { timeout: 300_000 };

test(
  'F29 the scheduler does not reach claim: nothing is shown, and once it does the lead is',
  LIMIT,
  async () => {
    const scene = await Scene.open('F29 there');
    scene.world.network.cut('scheduler', 'claim');
    const phone = scene.submit();
    await scene.pass(20_000);
    assert.equal(scene.timesPresented(phone), 0);
    assert.equal(scene.guard(phone), undefined);
    scene.world.network.healAll();
    await scene.until('the lead is shown', () => scene.timesPresented(phone) > 0, 15_000);
    scene.holds();
  },
);

test(
  'F29 the scheduler does not hear claim: locks nobody heard of run out by its clock, and nobody holds twice',
  LIMIT,
  async () => {
    const scene = await Scene.open('F29 back');
    scene.world.network.cut('claim', 'scheduler');
    const phone = scene.submit();
    await scene.until('a lock that nobody heard of', () => scene.guard(phone)?.lock !== undefined);
    assert.equal(scene.timesPresented(phone), 0);
    await scene.until('it runs out', () => scene.guard(phone)?.lock === undefined);
    scene.world.network.healAll();
    await scene.until('the lead is shown', () => scene.timesPresented(phone) > 0, 30_000);
    scene.holds();
  },
);

for (const [from, to] of [
  ['claim', STORE],
  [STORE, 'claim'],
] as const) {
  test(`F30 claim and its store, cut from ${from} to ${to}: nothing is granted`, LIMIT, async () => {
    const scene = await Scene.open(`F30 ${from}`);
    scene.world.network.cut(from, to);
    const phone = scene.submit();
    await scene.pass(20_000);
    assert.equal(scene.timesPresented(phone), 0);
    assert.equal(scene.invites(phone), 0);
    scene.world.network.healAll();
    await scene.until('the lead is shown', () => scene.timesPresented(phone) > 0);
    scene.holds();
  });
}

test(
  'F31 sip does not reach claim: a call that rings may finish, nothing new is dialled',
  LIMIT,
  async () => {
    const scene = await Scene.open('F31');
    const first = scene.submit();
    await scene.until('the first one rings', () => scene.invites(first) > 0, 60_000);
    scene.world.network.cut('sip', 'claim');
    const more = [scene.submit(), scene.submit(), scene.submit()];
    await scene.pass(40_000);
    assert.deepEqual(
      more.map((phone) => scene.invites(phone)),
      [0, 0, 0],
    );
    assert.equal(scene.world.ledger.openCalls().length, 0);
    scene.world.network.healAll();
    await scene.until('they are dialled', () => more.some((phone) => scene.invites(phone) > 0), 120_000);
    scene.holds();
  },
);

test('F32 an agent who is cut off for minutes loses the lead; a late press is refused', LIMIT, async () => {
  const scene = await Scene.open('F32');
  const phone = scene.submit();
  await scene.until(
    'the lead is shown',
    () => scene.guard(phone)?.lock !== undefined && scene.timesPresented(phone) > 0,
  );
  const { lock, token } = scene.guard(phone) ?? {};
  const agentId = lock?.agentId ?? '';
  const leadId = lock?.leadId ?? '';
  const stored = [
    ...scene.world
      .stored<{ state: { work?: { leadId: string; attemptId: string } } }>('scheduler', 'agents')
      .values(),
  ];
  const attemptId = stored.find(({ state }) => state.work?.leadId === leadId)?.state.work?.attemptId ?? '';
  scene.cutBothWays(agentId, 'scheduler');
  await scene.pass(180_000);
  const now = scene.guard(phone);
  assert.ok(now?.lock === undefined || now.token !== token, 'the lead is free, or another agent has it');
  scene.world.network.healAll();
  const press = scene
    .desk(agentId)
    .dial({ requestId: 'late', agentId, attemptId, fencingToken: BigInt(token ?? 0) });
  const refusal = press.then(
    () => undefined,
    (error: unknown) => AppError.from(error),
  );
  await scene.pass(1000);
  assert.equal((await refusal)?.code, 'failed_precondition');
  scene.holds();
});

test(
  'F33 every link is cut one by one and restored in another order: the next lead is shown within five seconds',
  LIMIT,
  async () => {
    const scene = await Scene.open('F33');
    const { network, random } = scene.world;
    const links = [...MACHINES, STORE, BUS].flatMap((from) =>
      [...MACHINES, STORE, BUS].map((to) => [from, to] as const),
    );
    scene.submit();
    for (const [from, to] of links) {
      network.cut(from, to);
      await scene.pass(50);
    }
    for (const [from, to] of links.toSorted(() => random.float() - 0.5)) {
      network.heal(from, to);
      await scene.pass(50);
    }
    // Pages come back, and agents who were in the middle of something finish it.
    await scene.pass(30_000);
    scene.world.office.submit(2, '+12025559001');
    const probe = (): string | undefined => scene.world.office.acknowledged.get('2|+12025559001');
    await scene.until('the lead is stored', () => probe() !== undefined);
    await scene.until('it is shown', () => scene.world.invariants.presented.has(probe() ?? ''), 5000);
    scene.holds();
  },
);
