import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CampaignSettings, VoiceBlastView } from '@firstring/console-service/campaigns';
import type { ExclusionPage } from '@firstring/console-service/exclusions';
import { AGENT_HZ, agentHears, LEAD_HZ, MESSAGE_HZ, Outreach, RECORDING_HZ } from './_outreach.ts';

const VOICE_BLAST: VoiceBlastView = {
  recording: 'offer',
  callsMax: 10,
  callsPerMinute: 600,
  connectKey: '1',
  laterKey: '2',
  excludeKey: '9',
  laterMinutes: 90,
  connectWaitSeconds: 2,
  noAgentMessage: 'who-we-are',
};
const CAMPAIGN: Partial<CampaignSettings> = { type: 'voice_blast', voiceBlast: VOICE_BLAST };
const ANSWERED = ['< INVITE', '> 180', '> 200', '< ACK'];
const TOLD = [...ANSWERED, '> INFO', '< 200'];
const LET_GO = ['< BYE', '> 200'];

test('R-111 a voice blast plays to whoever answers: keys by INFO and in the sound, silence, a hang-up in the middle, busy', async () => {
  await using outreach = await Outreach.open(0, CAMPAIGN);
  const listens = await outreach.person('45');
  const later = await outreach.person('52');
  const laterInSound = await outreach.person('62');
  const no = await outreach.person('59');
  const noInSound = await outreach.person('69');
  const hangsUp = await outreach.person('70');
  const busy = await outreach.person('86');

  const answering = [listens, later, laterInSound, no, noInSound, hangsUp];
  await Promise.all(answering.map((person) => outreach.hears(person, RECORDING_HZ)));

  await outreach.said(later, [...TOLD, ...LET_GO]);
  await outreach.said(laterInSound, [...ANSWERED, ...LET_GO]);
  for (const person of [later, laterInSound]) {
    const row = await outreach.call(person, ({ dispositionLabel }) => dispositionLabel !== '');
    assert.deepEqual([row.cause, row.dispositionLabel, row.agentId], ['announced', 'Call back', '']);
  }
  await outreach.said(no, [...TOLD, ...LET_GO]);
  await outreach.said(noInSound, [...ANSWERED, ...LET_GO]);
  for (const person of [no, noInSound]) {
    const row = await outreach.call(person, ({ dispositionLabel }) => dispositionLabel !== '');
    assert.deepEqual([row.cause, row.dispositionLabel, row.agentId], ['announced', 'Do not call again', '']);
  }
  const { exclusions } = await outreach.supervisor.get<ExclusionPage>('/api/exclusions');
  const listed = exclusions.map(({ phone, cause }) => `${phone} ${cause}`).toSorted();
  assert.deepEqual(listed, [`${no.phone} asked_by_person`, `${noInSound.phone} asked_by_person`]);

  await outreach.said(hangsUp, [...ANSWERED, '> BYE', '< 200']);
  assert.equal((await outreach.call(hangsUp)).cause, 'lead_hung_up');
  await outreach.said(busy, ['< INVITE', '> 180', '> 486', '< ACK']);
  assert.equal((await outreach.call(busy)).cause, 'busy');
  await outreach.said(listens, [...ANSWERED, ...LET_GO]);
  const played = await outreach.call(listens);
  assert.deepEqual([played.cause, played.reason, played.dispositionLabel], ['announced', '', '']);
  assert.equal(outreach.people.received('INVITE'), 7, 'nobody is called twice');
});

test('R-111 “connect me”: who finds no agent in time is told who has called, and who asks while one is ready talks with them', async () => {
  await using outreach = await Outreach.open(1, CAMPAIGN);
  const [agent] = outreach.agents;
  assert.ok(agent);
  const alone = await outreach.person('51');
  await outreach.hears(alone, RECORDING_HZ);
  await outreach.hears(alone, MESSAGE_HZ);
  await outreach.said(alone, [...TOLD, ...LET_GO]);
  const left = await outreach.call(alone);
  assert.deepEqual([left.cause, left.reason, left.agentId], ['abandoned', 'NO_AGENT_IN_TIME', '']);

  await agent.desk.open();
  await agent.desk.ready();
  for (const [turn, ending] of ['51', '61'].entries()) {
    const person = await outreach.person(ending);
    await outreach.hears(person, RECORDING_HZ);
    assert.equal(agent.phone.count('CALL_ESTABLISHED'), turn, 'no agent is bothered before somebody asks');
    const desk = await agent.desk.until(({ presence }) => presence === 'on_call');
    assert.equal(desk.preview?.leadId, person.leadId);
    await outreach.hears(person, AGENT_HZ);
    if (ending === '51') await agentHears(agent, LEAD_HZ);
    await agent.phone.hangUp();
    await outreach.said(person, [...(ending === '51' ? TOLD : ANSWERED), ...LET_GO]);
    const after = await agent.desk.until(({ presence }) => presence === 'wrap_up');
    await agent.desk.dispose(after, 'sale');
    await agent.desk.until(({ presence }) => presence === 'ready');
    const row = await outreach.call(person, ({ dispositionLabel }) => dispositionLabel !== '');
    assert.deepEqual([row.cause, row.dispositionLabel], ['agent_hung_up', 'Sale']);
    assert.ok(row.talkMs > 0);
  }
});
