import { sdp } from '@firstring/sip-engine/testing';
import { scenario } from '../_scenario.ts';
import { Stage, stockPart } from '../_stage.ts';

scenario('basic-call-in', 'SIPp calls an app, talks and hangs up', async () => {
  await using stage = await Stage.open('caller');
  stage.app.invite((req, res) => {
    res.send(180);
    void stage.app.createUAS(req, res, { localSdp: sdp('sendrecv') });
  });
  const caller = await stage.sipp('caller', stockPart('caller'));
  await caller.finished();
  await stage.wire.assertLadder(`
    caller → server INVITE
    server → caller 100 INVITE
    server → caller 180 INVITE
    server → caller 200 INVITE
    caller → server ACK
    caller → server BYE
    server → caller 200 BYE
  `);
});
