import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DeskEvent } from '@firstring/console-service/desk';
import { AGENTS_HZ, CALLER_HZ, hears, Reception, type Agent } from './_reception.ts';

const [ANA_HZ = 0, BEN_HZ = 0] = AGENTS_HZ;
const TALKED = ['> INVITE', '< 180', '< 200', '> ACK', '< BYE', '> 200'];
/** US ringing: the two are heard as one of them. */
const isRinging = (heardHz: number | undefined): boolean => heardHz !== undefined;

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

  /** A lead that is known by its call, and by nothing else. */
  const caller = (from: string, to: string) =>
    reception.call('caller-talks', { from, to: reception.number(to) });

  /** Saves an outcome; nobody is Ready after it. */
  const finish = async ({ desk }: Agent, view: DeskEvent): Promise<void> => {
    if (desk.latest?.presence !== 'not_ready')
      await desk.post('/api/desk/presence', { ready: false, reason: 'break' });
    if (view.presence === 'wrap_up') await desk.dispose(view, 'not-interested');
    await desk.until(({ presence }) => presence === 'not_ready');
  };
  const ended = ({ desk }: Agent): Promise<DeskEvent> => desk.until(({ presence }) => presence === 'wrap_up');

  test('R-34 the caller hears a tone while waiting, then the agent, in one description; the agent hears the caller', async () => {
    const from = reception.stranger();
    const sipp = await caller(from, 'tone');
    await sipp.reaches('< 183');
    await sipp.hearsAnything();
    await ana.desk.ready();
    await ana.phone.rings();
    await ana.phone.accept();
    await ana.desk.until(({ call }) => call?.phase === 'bridged');
    await hears(sipp, ANA_HZ);
    await hears(ana.phone, CALLER_HZ);
    await ana.phone.hangUp();
    assert.equal(await sipp.ended(), 0, sipp.errors);
    assert.deepEqual(sipp.ladder(), TALKED.toSpliced(1, 1, '< 183'));
    await finish(ana, await ended(ana));
    const [call] = await reception.callLog(from, 1);
    assert.deepEqual([call?.incoming, call?.cause], [true, 'agent_hung_up']);
    assert.equal((await reception.lead(from))?.status, 'contacted');
  });
});
