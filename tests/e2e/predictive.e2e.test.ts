import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CampaignSettings, PredictiveView } from '@firstring/console-service/campaigns';
import { systemClock as clock } from '@firstring/kernel/system';
import { AgentWorker } from '../stack/agent-worker.ts';
import { AGENT_HZ, agentHears, LEAD_HZ, MESSAGE_HZ, Outreach } from './_outreach.ts';

const PREDICTIVE: PredictiveView = {
  abandonmentCeilingBasisPoints: 300,
  connectLimitMs: 2000,
  safeHarbourMessage: 'who-we-are',
  linesPerAgentMax: 3,
};
const CAMPAIGN: Partial<CampaignSettings> = { type: 'parallel_predictive', predictive: PREDICTIVE };
/** One abandoned call of so many is less than 3 %. */
const ANSWERED_FIRST = 34;
const ANSWERED = ['< INVITE', '> 180', '> 200', '< ACK'];
const LET_GO = ['< BYE', '> 200'];

test('R-111 a predictive campaign earns its room by previews, dials ahead, leaves one person alone, and gives previews again', async (t) => {
  await using outreach = await Outreach.open(3, CAMPAIGN);
  assert.equal((await outreach.pacing('at the start', () => true)).answeredNeeded, ANSWERED_FIRST);
  const [tooMany, tooLong] = [{ abandonmentCeilingBasisPoints: 450 }, { connectLimitMs: 2500 }];
  const refused = (part: Partial<PredictiveView>) =>
    outreach.change({ predictive: { ...PREDICTIVE, ...part } });
  await assert.rejects(refused(tooMany), /4\.5 % would break the ceiling: at most 3 %/);
  await assert.rejects(refused(tooLong), /2500 ms would break the limit/);
  await assert.rejects(refused({ safeHarbourMessage: 'nothing' }), /there is no sound nothing/);
  await earnRoom(outreach);
  const [agent] = outreach.agents;
  assert.ok(agent);
  await agent.desk.open();
  await agent.desk.ready();
  await outreach.pacing('room for one', ({ mode, agentsReady }) => mode === 'one_each' && agentsReady === 1);

  await t.test(
    'who answers talks with an agent within two seconds, and the agent was shown nothing before',
    async () => {
      const before = agent.phone.count('CALL_ESTABLISHED');
      const person = await outreach.person('45');
      await outreach.reaches(person, '< ACK');
      const answeredAt = clock.monotonicMs();
      await outreach.hears(person, AGENT_HZ);
      const waitedMs = clock.monotonicMs() - answeredAt;
      assert.ok(waitedMs <= 2000, `${waitedMs} ms`);
      const desk = await agent.desk.until(({ presence }) => presence === 'on_call');
      assert.equal(desk.preview?.leadId, person.leadId);
      await agentHears(agent, LEAD_HZ);
      assert.equal(agent.phone.count('CALL_ESTABLISHED'), before + 1);
      await agent.phone.hangUp();
      await outreach.said(person, [...ANSWERED, ...LET_GO]);
      const after = await agent.desk.until(({ presence }) => presence === 'wrap_up');
      await agent.desk.dispose(after, 'not-interested');
      const row = await outreach.call(person, ({ dispositionLabel }) => dispositionLabel !== '');
      assert.deepEqual([row.cause, row.dispositionLabel], ['agent_hung_up', 'Not interested']);
      await agent.desk.until(({ presence }) => presence === 'ready');
    },
  );

  await t.test('who answers after the last agent has left hears who has called, and is counted', async () => {
    const person = await outreach.person('35');
    await outreach.reaches(person, '> 180');
    await agent.desk.post('/api/desk/presence', { ready: false, reason: 'break' });
    await outreach.hears(person, MESSAGE_HZ);
    await outreach.said(person, [...ANSWERED, ...LET_GO]);
    const row = await outreach.call(person);
    assert.deepEqual([row.cause, row.reason, row.agentId], ['abandoned', 'NO_AGENT_IN_TIME', '']);
    const pacing = await outreach.pacing('it is counted', ({ abandonedToday }) => abandonedToday === 1);
    assert.equal(pacing.answeredToday, ANSWERED_FIRST + 2);
  });

  await t.test('the ceiling is reached: the next lead is a preview', async () => {
    await outreach.change({ ringOnPreview: false });
    await agent.desk.ready();
    await outreach.pacing('previews', ({ mode }) => mode === 'preview');
    const person = await outreach.person('45');
    const { preview } = await agent.desk.until(({ presence }) => presence === 'previewing');
    assert.equal(preview?.leadId, person.leadId);
    assert.equal(outreach.people.received('INVITE'), ANSWERED_FIRST + 2, 'nobody is dialled ahead');
    const { attemptId, fencingToken } = preview;
    await agent.desk.post('/api/desk/dial', { attemptId, fencingToken });
    await outreach.hears(person, AGENT_HZ);
    await agent.phone.hangUp();
    await outreach.said(person, [...ANSWERED, ...LET_GO]);
  });
});

/** All agents work through previews until so many people have answered. */
async function earnRoom(outreach: Outreach): Promise<void> {
  const { consoleUrl } = outreach.product.ready;
  await using workers = new AsyncDisposableStack();
  for (const { account } of outreach.agents)
    workers.use(new AgentWorker({ consoleUrl, account, dispositionCode: 'not-interested' }));
  for (let person = 0; person < ANSWERED_FIRST; person += 1) await outreach.person('70');
  await outreach.pacing('34 answered', ({ answeredToday }) => answeredToday >= ANSWERED_FIRST, 150_000);
}
