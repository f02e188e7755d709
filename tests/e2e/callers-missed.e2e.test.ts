import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MissedCallPage } from '@firstring/console-service/missed-calls';
import { systemClock as clock } from '@firstring/kernel/system';
import { Reception } from './_reception.ts';

const WAITED_IN_VAIN = ['> INVITE', '< 180', '< 480', '> ACK'];
const REFUSED = ['> INVITE', '< 480', '> ACK'];
const GIVEN_UP = ['> INVITE', '< 180', '> CANCEL', '< 200', '< 487', '> ACK'];
const BUSY = ['< INVITE', '> 180', '> 486', '< ACK'];
const ANSWERED = ['< INVITE', '> 180', '> 200', '< ACK', '< BYE', '> 200'];

/** Nobody who takes these calls is ever signed in. */
const NOBODY = { agentIds: ['cleo'] };
const DAY_MS = 86_400_000;
const IN_THREE_DAYS = new Date(clock.now() + 3 * DAY_MS).getUTCDay();

describe('callers who reach nobody, from SIPp', () => {
  let reception: Reception;
  before(async () => {
    reception = await Reception.open(1, {
      usual: {},
      short: { queue: { maxWaitSeconds: 5 } },
      dialsBack: { ...NOBODY, queue: { noAgent: 'dialback' } },
      refuses: { ...NOBODY, queue: { noAgent: 'refuse' } },
      letsWait: { ...NOBODY, queue: { noAgent: 'queue' } },
      small: { queue: { callersMax: 1 } },
      closed: {
        slots: [{ weekday: IN_THREE_DAYS === 0 ? 7 : IN_THREE_DAYS, startMinute: 540, endMinute: 600 }],
      },
      keepsStrangersOut: { noLead: 'refuse' },
      withoutLead: { noLead: 'connect_without_lead' },
      once: { dialback: { attemptsMax: 1 } },
    });
  });
  after(() => reception[Symbol.asyncDispose]());

  /** Calls until the end; the ladder. */
  const call = (...[scenario, from, to]: [Parameters<Reception['callToTheEnd']>[0], string, string]) =>
    reception.callToTheEnd(scenario, { from, to: reception.number(to) });
  /** Refused as soon as the scheduler has looked: whether the 180 was quicker is chance. */
  const turnedAway = async (from: string, to: string): Promise<string[]> =>
    (await call('caller-is-refused', from, to)).filter((step) => step !== '< 180');
  /** Is to be dialled back, and no longer. */
  const queuedOnce = async (phone: string, cause: string): Promise<void> => {
    const [entry] = await reception.outcomes(phone, [`${cause}: queued`]);
    assert.ok(entry);
    await reception.withdraw(entry);
    await reception.outcomes(phone, [`${cause}: cancelled`]);
  };

  /** Ana calls somebody back who was busy, answered, or whatever their number says; the ladder of that. */
  const callsBack = async (phone: string, disposition: string): Promise<string[]> => {
    const [ana] = reception.agents;
    assert.ok(ana);
    const { desk, phone: baresip } = ana;
    const rung = baresip.count('CALL_INCOMING');
    if (desk.latest?.presence === 'not_ready') await desk.ready();
    await desk.until(({ preview }) => preview?.dialback === true);
    await baresip.rings(rung + 1);
    await baresip.accept();
    await desk.until(({ presence, call }) => presence === 'wrap_up' || call?.phase === 'bridged');
    await desk.post('/api/desk/presence', { ready: false, reason: 'break' });
    if (desk.latest?.presence !== 'wrap_up') await baresip.hangUp();
    await desk.dispose(await desk.until(({ presence }) => presence === 'wrap_up'), disposition);
    await desk.until(({ presence }) => presence === 'not_ready');
    return reception.carrier.ladder(phone);
  };

  // First of all, while no other lead waits for Ana.
  test('R-49 R-54 hung up while the agent’s phone rings: it falls silent, and rings next to call them back', async () => {
    const { phone } = await reception.knownPerson();
    const [ana] = reception.agents;
    assert.ok(ana);
    await ana.desk.until(({ presence }) => presence === 'not_ready');
    const caller = await reception.call('caller-gives-up', { from: phone, to: reception.number('usual') });
    await caller.reaches('< 180');
    await ana.desk.ready();
    const { preview } = await ana.desk.until(({ presence }) => presence === 'ringing');
    await ana.phone.rings();
    assert.equal(await caller.ended(), 0, caller.errors);
    assert.deepEqual(caller.ladder(), GIVEN_UP);
    await ana.phone.closed();
    const ladder = await reception.phoneLadder(preview?.attemptId ?? '', '< 487');
    assert.deepEqual(ladder, ['> INVITE', '< 180', '> CANCEL', '< 487']);
    assert.deepEqual(await callsBack(phone, 'not-interested'), ANSWERED);
    await reception.outcomes(phone, ['caller_hung_up: completed']);
  });

  test('R-66 A-19 a lead made for the call is dialled back and does not answer: Automatic Redial', async () => {
    const phone = reception.stranger('86');
    assert.deepEqual(await call('caller-gives-up', phone, 'usual'), GIVEN_UP);
    await reception.outcomes(phone, ['caller_hung_up: queued']);
    assert.deepEqual(await callsBack(phone, 'no-answer'), BUSY);
    await reception.outcomes(phone, ['caller_hung_up: closed']);
    assert.equal((await reception.lead(phone))?.automaticRedial, true);
  });

  test('R-61 the last attempt of a dial-back is not answered: Dialback Expired, and the lead is what it was', async () => {
    const { phone } = await reception.knownPerson('86');
    assert.deepEqual(await call('caller-gives-up', phone, 'once'), GIVEN_UP);
    await reception.outcomes(phone, ['caller_hung_up: queued']);
    assert.deepEqual(await callsBack(phone, 'no-answer'), BUSY);
    await reception.outcomes(phone, ['caller_hung_up: expired']);
    assert.equal((await reception.lead(phone))?.dialbackQueued, false);
  });

  test('R-49 R-53 R-62 hung up while waiting: 487; to be dialled back, with that laid over the lead’s own status', async () => {
    const { phone } = await reception.knownPerson();
    assert.deepEqual(await call('caller-gives-up', phone, 'usual'), GIVEN_UP);
    await reception.outcomes(phone, ['caller_hung_up: queued']);
    const shown = async (): Promise<unknown[]> => {
      const { status, dialbackQueued } = (await reception.lead(phone)) ?? {};
      return [status, dialbackQueued];
    };
    assert.deepEqual(await shown(), ['new', true]);
    await queuedOnce(phone, 'caller_hung_up');
    assert.deepEqual(await shown(), ['new', false]);
  });

  test('R-49 hung up before anything was heard: the same', async () => {
    const { phone } = await reception.knownPerson();
    const ladder = await call('caller-gives-up-at-once', phone, 'usual');
    assert.deepEqual(ladder.slice(-3), ['< 200', '< 487', '> ACK']);
    await queuedOnce(phone, 'caller_hung_up');
  });

  test('R-50 the longest wait is over: 480, and to be dialled back', async () => {
    const { phone } = await reception.knownPerson();
    assert.deepEqual(await call('caller-is-refused', phone, 'short'), WAITED_IN_VAIN);
    await queuedOnce(phone, 'queue_timeout');
  });

  test('R-51 nobody is signed in: dialled back, refused, or kept waiting, as the number says', async () => {
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => reception.knownPerson()));
    assert.ok(first && second && third);
    assert.deepEqual(await turnedAway(first.phone, 'dialsBack'), REFUSED);
    await queuedOnce(first.phone, 'no_agent');
    assert.deepEqual(await turnedAway(second.phone, 'refuses'), REFUSED);
    await reception.outcomes(second.phone, ['refused: missed_only']);
    assert.deepEqual(await call('caller-gives-up', third.phone, 'letsWait'), GIVEN_UP);
    await queuedOnce(third.phone, 'caller_hung_up');
  });

  test('R-51 one caller more than may wait: 480, and to be dialled back', async () => {
    const [waits, late] = await Promise.all([1, 2].map(() => reception.knownPerson()));
    assert.ok(waits && late);
    const first = await reception.call('caller-gives-up', {
      from: waits.phone,
      to: reception.number('small'),
      afterMs: 3000,
    });
    await first.reaches('< 180');
    assert.deepEqual(await turnedAway(late.phone, 'small'), REFUSED);
    await queuedOnce(late.phone, 'no_agent');
    assert.equal(await first.ended(), 0, first.errors);
    await queuedOnce(waits.phone, 'caller_hung_up');
  });

  test('R-52 A-13 outside of the opening hours: 480 before it rings; listed, for agents to call back by hand', async () => {
    const { phone } = await reception.knownPerson();
    assert.deepEqual(await call('caller-is-refused', phone, 'closed'), REFUSED);
    await reception.outcomes(phone, ['closed_hours: missed_only']);
    assert.equal((await reception.lead(phone))?.dialbackQueued, false);
    const [ana] = reception.agents;
    const { calls = [] } = (await ana?.desk.get<MissedCallPage>('/api/desk/missed-calls')) ?? {};
    assert.ok(calls.some((each) => each.phone === phone));
  });

  test('R-141 on the blacklist: 603 before it rings, no lead, and nothing to return', async () => {
    const phone = reception.stranger();
    await reception.supervisor.post('/api/blacklist', { pattern: phone, direction: 'inbound' });
    assert.deepEqual(await call('caller-is-refused', phone, 'usual'), ['> INVITE', '< 603', '> ACK']);
    const other = reception.stranger();
    assert.deepEqual(await call('caller-gives-up', other, 'usual'), GIVEN_UP);
    // Told after the other one, whom it would have been before.
    await queuedOnce(other, 'caller_hung_up');
    assert.deepEqual(await reception.missed(phone, () => true), []);
    assert.equal(await reception.lead(phone), undefined);
  });

  test('R-65 somebody nobody knows: refused, made a lead, or heard without one, as the number says', async () => {
    const [refused, made, heard] = [reception.stranger(), reception.stranger(), reception.stranger()];
    assert.deepEqual(await turnedAway(refused, 'keepsStrangersOut'), REFUSED);
    await reception.outcomes(refused, ['refused: missed_only']);
    assert.equal(await reception.lead(refused), undefined);
    assert.deepEqual(await call('caller-gives-up', made, 'usual'), GIVEN_UP);
    await queuedOnce(made, 'caller_hung_up');
    assert.equal((await reception.lead(made))?.firstName, '');
    assert.deepEqual(await call('caller-gives-up', heard, 'withoutLead'), GIVEN_UP);
    await reception.outcomes(heard, ['caller_hung_up: missed_only']);
    assert.equal(await reception.lead(heard), undefined);
  });
});
