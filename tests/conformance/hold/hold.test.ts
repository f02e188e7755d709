import { sdp, type AppAnswer, type AppIncoming } from '@firstring/sip-engine/testing';
import { scenario } from '../_scenario.ts';
import { Stage } from '../_stage.ts';

scenario('hold', 're-INVITEs put a call on hold and take it back', async () => {
  await using stage = await Stage.open('caller');
  stage.app.invite((req, res) => {
    void stage.app.createUAS(req, res, { localSdp: sdp('sendrecv') }).then((dialog) => {
      dialog.on('modify', (again: AppIncoming, answer: AppAnswer) => {
        answer.send(200, { body: sdp(again.body.includes('a=sendonly') ? 'recvonly' : 'sendrecv') });
      });
    });
  });
  const caller = await stage.sipp('caller', new URL('holds.xml', import.meta.url));
  await caller.finished();
  const offered = `
    caller → server INVITE
    server → caller 100 INVITE
    server → caller 200 INVITE
    caller → server ACK`;
  await stage.wire.assertLadder(`${offered} ${offered} ${offered}
    caller → server BYE
    server → caller 200 BYE
  `);
});
