import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from './_scene.ts';

test('I5 whoever called and waits is called before all others', { timeout: 300_000 }, async () => {
  const scene = await Scene.open('I5');
  const { invariants, office } = scene.world;
  [invariants.calmSinceMs, invariants.keptBackMs] = [0, 250];
  const caller = scene.submit();
  await scene.until('the lead is stored', () => office.acknowledged.has(`0|${caller}`));
  await scene.until(
    'its first call is over',
    () => scene.world.ledger.calls.some(({ phone, endedMs }) => phone === caller && endedMs !== undefined),
    120_000,
  );
  // More than three agents can take at once: somebody is always next.
  for (let lead = 0; lead < 12; lead += 1) scene.submit();
  await scene.pass(5000);
  const shownBefore = scene.timesPresented(caller);
  office.callIn(caller, office.acknowledged.get(`0|${caller}`) ?? '');
  await scene.until('the caller is called back', () => scene.timesPresented(caller) > shownBefore, 60_000);
  assert.ok(invariants.presented.size < 13, 'others still waited');
  await scene.pass(60_000);
  scene.holds();
});
