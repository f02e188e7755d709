import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from './_scene.ts';

const LIMIT = { timeout: 300_000 };
/** Nine to nine in New York. */
const WINDOW = [540, 1260] as const;
const OFFER_LEASE_MS = 3000;

test(
  'F34 claim stands still for three leases: what it had begun is fenced, nobody holds twice',
  LIMIT,
  async () => {
    const scene = await Scene.open('F34');
    const phones = [scene.submit(), scene.submit(), scene.submit()];
    await scene.until('a lock', () => phones.some((phone) => scene.guard(phone)?.lock !== undefined));
    scene.world.machine('claim').pause();
    await scene.pass(3 * OFFER_LEASE_MS);
    scene.world.machine('claim').resume();
    await scene.until(
      'all are shown',
      () => phones.every((phone) => scene.timesPresented(phone) > 0),
      90_000,
    );
    scene.holds();
  },
);

// With the real sip: services/sip/tests/failing-steps.int.test.ts.
test(
  'F35 sip stands still between the redeeming and the INVITE: no INVITE for that attempt',
  LIMIT,
  async () => {
    const scene = await Scene.open('F35');
    const phone = scene.submit();
    await scene.until(
      'the permit is redeemed',
      () => scene.guard(phone)?.permit?.state === 'redeemed',
      60_000,
    );
    const attemptId = scene.guard(phone)?.permit?.attemptId;
    scene.world.machine('sip').pause();
    await scene.pass(5000);
    scene.world.machine('sip').resume();
    await scene.pass(10_000);
    assert.ok(scene.world.ledger.calls.every((call) => call.attemptId !== attemptId));
    scene.holds();
  },
);

for (const name of ['sip', 'claim'] as const) {
  test(
    `F36 the clock of ${name} is two hours ahead: nobody is called until it is right again`,
    LIMIT,
    async () => {
      const scene = await Scene.open(`F36 ${name}`, { window: WINDOW });
      scene.world.machine(name).setSkew(7_200_000);
      const phones = [scene.submit(), scene.submit(), scene.submit(), scene.submit()];
      await scene.pass(60_000);
      assert.equal(scene.world.ledger.calls.length, 0);
      scene.world.machine(name).setSkew(0);
      await scene.until('one is called', () => phones.some((phone) => scene.invites(phone) > 0), 120_000);
      scene.holds();
    },
  );
}

for (const name of ['scheduler', 'claim', 'lead-store', 'sip'] as const) {
  test(
    `F37 the clock of ${name} goes back a minute, then forward: nobody is called again at once`,
    LIMIT,
    async () => {
      const scene = await Scene.open(`F37 ${name}`);
      for (let lead = 0; lead < 6; lead += 1) scene.submit();
      await scene.pass(5000);
      scene.world.machine(name).setSkew(-60_000);
      await scene.pass(30_000);
      scene.world.machine(name).setSkew(0);
      await scene.pass(60_000);
      // The first pause after an attempt is half an hour; an agent may have agreed on a minute.
      for (const [phone, calls] of Map.groupBy(scene.world.ledger.calls, (call) => call.phone)) {
        const pauses = calls.slice(1).map((call, at) => call.invitedMs - (calls[at]?.endedMs ?? Infinity));
        assert.ok(
          pauses.every((ms) => ms > 55_000),
          `${phone} is called again after ${pauses.join(', ')} ms`,
        );
      }
      assert.ok(scene.world.ledger.calls.length > 0, 'nobody was called');
      scene.holds();
    },
  );
}

/** Nine in the evening in New York: the clocks went forward, went back, the year ends, a leap day. */
const EVENINGS = {
  '2026-03-08': '2026-03-09T01:00:00Z',
  '2026-11-01': '2026-11-02T02:00:00Z',
  '2026-12-31': '2027-01-01T02:00:00Z',
  '2028-02-29': '2028-03-01T02:00:00Z',
};

for (const [day, nine] of Object.entries(EVENINGS)) {
  test(`F38 on ${day} nobody is called after nine in the evening`, LIMIT, async () => {
    let before = 0;
    // Agents press at any moment before nine, also at the last one.
    for (const untilNineMs of [5500, 6000, 6500, 7000, 8000, 12_000]) {
      const startAt = Date.parse(nine) - untilNineMs;
      const scene = await Scene.open(`F38 ${day} ${untilNineMs}`, { window: WINDOW, startAt });
      for (let lead = 0; lead < 8; lead += 1) scene.submit();
      await scene.pass(60_000);
      for (const { invitedMs } of scene.world.ledger.calls) {
        assert.ok(invitedMs < untilNineMs, `an INVITE ${invitedMs - untilNineMs} ms after nine`);
        before += 1;
      }
      scene.holds();
    }
    assert.ok(before > 0, 'nobody was called before nine');
  });
}

for (const name of ['scheduler', 'claim', 'sip'] as const) {
  test(
    `F39 the clock of ${name} is five percent fast for ten minutes: leases hold, calls go on`,
    LIMIT,
    async () => {
      const scene = await Scene.open(`F39 ${name}`);
      scene.world.machine(name).setRate(1.05);
      const phones = Array.from({ length: 8 }, () => scene.submit());
      await scene.pass(600_000);
      assert.ok(phones.every((phone) => scene.timesPresented(phone) > 0));
      scene.holds();
    },
  );
}
