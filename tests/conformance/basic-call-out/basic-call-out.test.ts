import { sdp } from '@firstring/sip-engine/testing';
import { scenario } from '../_scenario.ts';
import { Stage, stockPart } from '../_stage.ts';

scenario('basic-call-out', 'an app calls SIPp, talks and hangs up', async () => {
  await using stage = await Stage.open('callee');
  const callee = await stage.sipp('callee', stockPart('callee'));
  const dialog = await stage.app.createUAC(stage.uri('callee'), { localSdp: sdp('sendrecv') });
  await dialog.destroy();
  await callee.finished();
  await stage.wire.assertLadder(`
    server → callee INVITE
    callee → server 180 INVITE
    callee → server 200 INVITE
    server → callee ACK
    server → callee BYE
    callee → server 200 BYE
  `);
});
