import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DeskEvent } from '@firstring/console-service/desk';
import { systemClock as clock } from '@firstring/kernel/system';
import { CALLER_HZ, hears, Reception, type Agent } from './_reception.ts';
import type { Sipp } from './_sipp.ts';

const TALKED = ['> INVITE', '< 180', '< 200', '> ACK', '< BYE', '> 200'];
const GIVEN_UP = ['> INVITE', '< 180', '> CANCEL', '< 200', '< 487', '> ACK'];
/** Of whoever was being dialled, and is not any more. */
const DIAL_CANCELLED = ['< INVITE', '> 180', '< CANCEL', '> 200', '> 487', '< ACK'];
/** When the agent lifts, against the caller's hanging up. */
const LIFTS_LATER_MS = [-40, -15, 0, 15, 40];

describe('callers who call at the wrong moment: SIPp, baresip, and SIPp behind the trunk', () => {
  let reception: Reception;
  let ana: Agent;
  before(async () => {
    reception = await Reception.open(1, { usual: {}, leavesNothing: { noLead: 'connect_without_lead' } });
    const [first] = reception.agents;
    assert.ok(first);
    ana = first;
  });
  after(() => reception[Symbol.asyncDispose]());

  const call = (scenario: Parameters<Reception['call']>[0], from: string, more: object = {}): Promise<Sipp> =>
    reception.call(scenario, { from, to: reception.number('usual'), ...more });
  const ladderOf = async (sipp: Sipp): Promise<string[]> => {
    assert.equal(await sipp.ended(), 0, `${sipp.errors}\n${sipp.ladder().join('\n')}`);
    return sipp.ladder();
  };
  /** Ana's phone rings for something else than before. */
  const nextRing = async (work: () => Promise<unknown>): Promise<void> => {
    const rung = ana.phone.count('CALL_INCOMING');
    await work();
    await ana.phone.rings(rung + 1);
  };
  const rests = (): Promise<unknown> =>
    ana.desk.post('/api/desk/presence', { ready: false, reason: 'break' });
  /** Ana lifts, the two hear each other, Ana hangs up; the caller's ladder. */
  const talks = async (sipp: Sipp): Promise<string[]> => {
    await ana.desk.until(({ presence }) => presence === 'ringing');
    await ana.phone.accept();
    await ana.desk.until((desk) => desk.preview?.lane === 'caller' && desk.call?.phase === 'bridged');
    await hears(ana.phone, CALLER_HZ);
    await rests();
    await ana.phone.hangUp();
    await saves(await ana.desk.until(({ presence }) => presence === 'wrap_up'));
    return ladderOf(sipp);
  };
  const saves = async (desk: DeskEvent): Promise<void> => {
    await ana.desk.dispose(desk, 'not-interested');
    await ana.desk.until(({ presence }) => presence === 'not_ready');
  };
  /** Somebody who is to be dialled back, and has Ana's phone ringing for that. */
  const dialledBack = async (phone: string): Promise<void> => {
    assert.deepEqual(await ladderOf(await call('caller-gives-up', phone)), GIVEN_UP);
    await reception.outcomes(phone, ['caller_hung_up: queued']);
    await nextRing(() => ana.desk.ready());
    await ana.desk.until(({ preview }) => preview?.dialback === true);
  };
  const isReached = async (phone: string): Promise<void> => {
    const [entry] = await reception.outcomes(phone, ['caller_hung_up: cancelled']);
    assert.equal(entry?.cause, 'caller_reached');
  };

  test('F61 a lead calls while it is being dialled: the dial is cancelled, its agent gets the call, nothing is missed', async () => {
    const { phone } = await reception.knownPerson('00');
    await nextRing(() => ana.desk.ready());
    await ana.phone.accept();
    await reception.carrier.reaches('> 180', phone);
    let caller: Sipp | undefined;
    await nextRing(async () => {
      caller = await call('caller-talks', phone);
    });
    assert.ok(caller);
    assert.deepEqual(await talks(caller), TALKED);
    assert.deepEqual(reception.carrier.ladder(phone), DIAL_CANCELLED);
    const calls = await reception.callLog(phone, 2);
    const told = calls.map(
      ({ incoming, talkMs }) => `${incoming ? 'in' : 'out'}, ${talkMs > 0 ? 'talked' : 'no word'}`,
    );
    assert.deepEqual(new Set(told), new Set(['out, no word', 'in, talked']));
    assert.deepEqual(await reception.missed(phone, () => true), []);
  });

  test('F66 R-60 somebody calls while their dial-back rings the agent: that phone falls silent and rings for the caller', async () => {
    const phone = reception.stranger();
    await dialledBack(phone);
    let caller: Sipp | undefined;
    await nextRing(async () => {
      caller = await call('caller-talks', phone);
    });
    assert.ok(caller);
    assert.deepEqual(await talks(caller), TALKED);
    await isReached(phone);
    assert.deepEqual(reception.carrier.ladder(phone), [], 'nobody was dialled');
  });

  test('F66 R-60 A-17 somebody calls while they are being dialled back: that dial is cancelled, its agent gets the call', async () => {
    const phone = reception.stranger('00');
    await dialledBack(phone);
    await ana.phone.accept();
    await reception.carrier.reaches('> 180', phone);
    let caller: Sipp | undefined;
    await nextRing(async () => {
      caller = await call('caller-talks', phone);
    });
    assert.ok(caller);
    assert.deepEqual(await talks(caller), TALKED);
    await isReached(phone);
    assert.deepEqual(reception.carrier.ladder(phone), DIAL_CANCELLED);
  });

  test('the caller’s CANCEL crosses our 200: the call is up all the same, and the caller ends it', async () => {
    const phone = reception.stranger();
    const caller = await call('caller-cancels-too-late', phone);
    await caller.reaches('< 180');
    await nextRing(() => ana.desk.ready());
    await ana.phone.accept();
    const crossed = ['> INVITE', '< 180', '< 200', '> CANCEL', '< 200', '> ACK', '> BYE', '< 200'];
    assert.deepEqual(await ladderOf(caller), crossed);
    const wrapUp = await ana.desk.until(({ presence }) => presence === 'wrap_up');
    await rests();
    await saves(wrapUp);
    await reception.callLog(phone, 1);
    assert.deepEqual(await reception.missed(phone, () => true), []);
  });

  for (const laterMs of LIFTS_LATER_MS) {
    test(`the caller hangs up as the agent lifts, ${laterMs} ms from it: a call or a missed call, never both`, async () => {
      const phone = reception.stranger();
      const to = reception.number('leavesNothing');
      const afterMs = 600;
      const caller = await call('caller-gives-up-as-agent-lifts', phone, { to, afterMs });
      await caller.reaches('< 180');
      const lifting = clock.sleep(afterMs + laterMs).then(() => ana.phone.accept());
      await nextRing(() => ana.desk.ready());
      await lifting;
      const ladder = await ladderOf(caller);
      await rests();
      if (ladder.includes('< 487')) {
        assert.deepEqual(ladder, GIVEN_UP);
        await reception.outcomes(phone, ['caller_hung_up: missed_only']);
        assert.deepEqual(await reception.callLog(phone, 0), []);
      } else {
        assert.deepEqual(ladder.slice(-3), ['> ACK', '> BYE', '< 200']);
        await saves(await ana.desk.until(({ presence }) => presence === 'wrap_up'));
        await reception.callLog(phone, 1);
        assert.deepEqual(await reception.missed(phone, () => true), []);
      }
      await ana.desk.until(({ presence }) => presence === 'not_ready');
      await ana.phone.closed(ana.phone.count('CALL_INCOMING'));
    });
  }

  // The last ones: they leave leads that nobody has called.
  test('F65 R-63 three calls of one person within a minute: the last is to be dialled back, the others gave way', async () => {
    const phone = reception.stranger();
    for (let calls = 0; calls < 3; calls += 1) {
      assert.deepEqual(await ladderOf(await call('caller-gives-up', phone, { afterMs: 200 })), GIVEN_UP);
      await reception.missed(phone, (missed) => missed.length === calls + 1);
    }
    const hungUp = ['queued', 'cancelled', 'cancelled'].map((state) => `caller_hung_up: ${state}`);
    const [open, ...gone] = await reception.outcomes(phone, hungUp);
    assert.deepEqual(
      gone.map(({ cause }) => cause),
      ['superseded', 'superseded'],
    );
    assert.ok(open);
    await reception.withdraw(open);
  });

  test('F65 the carrier brings one call over two ways: it is one missed call', async () => {
    const phone = reception.stranger();
    const twice = [1, 2].map(() => call('caller-gives-up', phone, { callId: `${phone}@carrier` }));
    for (const caller of await Promise.all(twice)) assert.deepEqual(await ladderOf(caller), GIVEN_UP);
    const [entry] = await reception.outcomes(phone, ['caller_hung_up: queued']);
    assert.ok(entry);
    await reception.withdraw(entry);
  });
});
