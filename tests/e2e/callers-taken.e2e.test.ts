import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DeskEvent } from '@firstring/console-service/desk';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { AGENTS_HZ, CALLER_HZ, hears, Reception, type Agent } from './_reception.ts';
import type { Sipp } from './_sipp.ts';

const [ANA_HZ = 0, BEN_HZ = 0] = AGENTS_HZ;
/** The tone of waiting is both at once; either is heard as the loudest. */
const WAITING_HZ = [440, 480];
const TALKED = ['> INVITE', '< 180', '< 200', '> ACK', '< BYE', '> 200'];
const GIVEN_UP = ['> INVITE', '< 180', '> CANCEL', '< 200', '< 487', '> ACK'];

describe('callers who reach somebody: SIPp calls, baresip is lifted', () => {
  let reception: Reception;
  let ana: Agent;
  let ben: Agent;
  before(async () => {
    reception = await Reception.open(2, {
      usual: {},
      tone: { queue: { waiting: 'tone' } },
      ringsShort: { queue: { agentRingSeconds: 5 } },
    });
    const [first, second] = reception.agents;
    assert.ok(first && second);
    [ana, ben] = [first, second];
  });
  after(() => reception[Symbol.asyncDispose]());

  /** Somebody nobody knows rings Ana's phone, or Ben's. */
  const ring = async (
    agent: Agent,
    scenario: Parameters<Reception['call']>[0],
    to: string,
  ): Promise<Ringing> => {
    const from = reception.stranger();
    const rung = agent.phone.count('CALL_INCOMING');
    const sipp = await reception.call(scenario, { from, to: reception.number(to) });
    await agent.phone.rings(rung + 1);
    const { preview } = await agent.desk.until(({ presence }) => presence === 'ringing');
    return { from, sipp, attemptId: preview?.attemptId ?? '' };
  };
  const lift = async ({ phone, desk }: Agent): Promise<DeskEvent> => {
    await phone.accept();
    return desk.until(({ call }) => call?.phase === 'bridged');
  };
  const rests = ({ desk }: Agent): Promise<unknown> =>
    desk.post('/api/desk/presence', { ready: false, reason: 'break' });
  /** Saves an outcome; nobody is Ready after it. */
  const finish = async (agent: Agent): Promise<void> => {
    const view = await agent.desk.until(({ presence }) => presence === 'wrap_up');
    await rests(agent);
    await agent.desk.dispose(view, 'not-interested');
    await agent.desk.until(({ presence }) => presence === 'not_ready');
  };
  const ladderOf = async (sipp: Sipp): Promise<string[]> => {
    assert.equal(await sipp.ended(), 0, `${sipp.errors}\n${sipp.ladder().join('\n')}`);
    return sipp.ladder();
  };

  test('R-34 the caller hears a tone while waiting, and then the agent, at one place; the agent hears the caller', async () => {
    const from = reception.stranger();
    const sipp = await reception.call('caller-talks', { from, to: reception.number('tone') });
    await sipp.reaches('< 183');
    await hears(sipp, ...WAITING_HZ);
    await ana.desk.ready();
    await ana.phone.rings();
    await lift(ana);
    await hears(sipp, ANA_HZ);
    await hears(ana.phone, CALLER_HZ);
    await ana.phone.hangUp();
    assert.deepEqual(await ladderOf(sipp), TALKED.toSpliced(1, 1, '< 183'));
    await finish(ana);
    const [call] = await reception.callLog(from, 1);
    assert.deepEqual([call?.incoming, call?.cause], [true, 'agent_hung_up']);
    assert.equal((await reception.lead(from))?.status, 'contacted');
  });

  test('the caller hangs up while they talk: BYE to the agent’s phone, one row in the log, nothing missed', async () => {
    await ana.desk.ready();
    const { from, sipp, attemptId } = await ring(ana, 'caller-talks-and-hangs-up', 'usual');
    await lift(ana);
    assert.deepEqual(await ladderOf(sipp), ['> INVITE', '< 180', '< 200', '> ACK', '> BYE', '< 200']);
    await finish(ana);
    const ladder = await reception.phoneLadder(attemptId, '< 200');
    assert.deepEqual(ladder, ['> INVITE', '< 180', '< 200', '> ACK', '> BYE', '< 200']);
    const [call] = await reception.callLog(from, 1);
    assert.deepEqual([call?.incoming, call?.cause], [true, 'lead_hung_up']);
    assert.deepEqual(await reception.missed(from, () => true), []);
  });

  test('one phone is busy, another lets it ring: CANCEL, both are Not Ready, and whoever is next lifts', async () => {
    await ana.desk.ready();
    const { sipp, attemptId } = await ring(ana, 'caller-talks', 'ringsShort');
    const rung = ben.phone.count('CALL_INCOMING');
    await ben.desk.ready();
    const unanswered = await ana.desk.until(({ presence }) => presence === 'not_ready');
    assert.equal(unanswered.notReadyReason, 'call_not_answered');
    await ben.phone.rings(rung + 1);
    await ben.phone.hangUp();
    const busy = await ben.desk.until(({ presence }) => presence === 'not_ready');
    assert.match(busy.notReadyReason, /^(call_declined|phone_busy)$/);
    await ana.desk.ready();
    await ana.desk.until(({ presence }) => presence === 'ringing');
    await lift(ana);
    await hears(sipp, ANA_HZ);
    await ana.phone.hangUp();
    assert.deepEqual(await ladderOf(sipp), TALKED);
    await finish(ana);
    const ends = ['< 487', '< 486', '> 200'];
    const ladders = ends.map((end, index) => reception.phoneLadder(attemptId, end, `r${index + 1}`));
    assert.deepEqual(await Promise.all(ladders), [
      ['> INVITE', '< 180', '> CANCEL', '< 487'],
      ['> INVITE', '< 180', '< 486'],
      ['> INVITE', '< 180', '< 200', '> ACK', '< BYE', '> 200'],
    ]);
  });

  test('muted, the caller hears nothing of the agent; on hold, the music', async () => {
    await ana.desk.ready();
    const { sipp, attemptId } = await ring(ana, 'caller-talks', 'usual');
    await lift(ana);
    await hears(sipp, ANA_HZ);
    const control = (order: object): Promise<unknown> =>
      ana.desk.post('/api/desk/control', { attemptId, control: order });
    await control({ type: 'mute', on: true });
    await eventually(clock, 'the caller hears nothing', () => sipp.heardHz() === undefined);
    await hears(ana.phone, CALLER_HZ);
    await control({ type: 'mute', on: false });
    await hears(sipp, ANA_HZ);
    await control({ type: 'hold' });
    await ana.desk.until(({ call }) => call?.held === true);
    const isMusic = (heardHz = ANA_HZ): boolean => Math.abs(heardHz - ANA_HZ) > 50;
    await eventually(clock, 'the caller hears music', () => isMusic(sipp.heardHz()));
    await control({ type: 'resume' });
    await hears(sipp, ANA_HZ);
    await ana.phone.hangUp();
    assert.deepEqual(await ladderOf(sipp), TALKED, 'the caller is asked for nothing in between');
    await finish(ana);
  });

  test('the agent asks a colleague first, then hands the caller over: who hears whom, and two desks', async () => {
    await ana.desk.ready();
    const { sipp, attemptId } = await ring(ana, 'caller-talks', 'usual');
    await lift(ana);
    await hears(sipp, ANA_HZ);
    const rung = ben.phone.count('CALL_INCOMING');
    const control = (order: object): Promise<unknown> =>
      ana.desk.post('/api/desk/control', { attemptId, control: order });
    await ben.desk.ready();
    await control({ type: 'transfer', agentId: ben.agentId, attended: true });
    await ben.phone.rings(rung + 1);
    await ben.phone.accept();
    await ben.desk.until(({ handover }) => handover?.stage === 'consulting');
    await hears(ben.phone, ANA_HZ);
    await hears(ana.phone, BEN_HZ);
    await control({ type: 'complete_transfer' });
    await ben.desk.until(({ handover }) => handover?.stage === 'taken');
    await hears(ben.phone, CALLER_HZ);
    await hears(sipp, BEN_HZ);
    await finish(ana);
    await ben.phone.hangUp();
    assert.deepEqual(await ladderOf(sipp), TALKED);
    await ben.desk.until(({ handover }) => handover === undefined);
    await rests(ben);
  });

  test('R-60 who is to be dialled back rings again and is answered: Dialback Cancelled, and nobody is dialled', async () => {
    const from = reception.stranger();
    const to = reception.number('usual');
    assert.deepEqual(await reception.callToTheEnd('caller-gives-up', { from, to }), GIVEN_UP);
    await reception.outcomes(from, ['caller_hung_up: queued']);
    const again = await reception.call('caller-talks', { from, to });
    await again.reaches('< 180');
    const rung = ana.phone.count('CALL_INCOMING');
    await ana.desk.ready();
    await ana.phone.rings(rung + 1);
    await lift(ana);
    const [entry] = await reception.outcomes(from, ['caller_hung_up: cancelled']);
    assert.equal(entry?.cause, 'caller_reached');
    await ana.phone.hangUp();
    assert.deepEqual(await ladderOf(again), TALKED);
    await finish(ana);
    assert.deepEqual(reception.carrier.ladder(from), []);
  });
});

interface Ringing {
  readonly from: string;
  readonly sipp: Sipp;
  readonly attemptId: string;
}
