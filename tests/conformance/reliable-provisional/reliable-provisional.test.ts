import { sdp, type AppAnswer } from '@firstring/sip-engine/testing';
import { scenario } from '../_scenario.ts';
import { Stage } from '../_stage.ts';

scenario(
  'reliable-provisional-in',
  'a caller with 100rel gets a reliable 183 and its PRACK is answered',
  async () => {
    await using stage = await Stage.open('caller');
    stage.app.invite((req, res) => {
      res.send(183, { headers: { Require: '100rel' }, body: sdp('sendrecv') });
      req.on('prack', (_prack: unknown, answer: AppAnswer) => answer.send(200));
      setTimeout(() => void stage.app.createUAS(req, res, { localSdp: sdp('sendrecv') }), 200);
    });
    const caller = await stage.sipp('caller', new URL('pracks.xml', import.meta.url));
    await caller.finished();
    await stage.wire.assertLadder(`
    caller → server INVITE
    server → caller 100 INVITE
    server → caller 183 INVITE
    caller → server PRACK
    server → caller 200 PRACK
    server → caller 200 INVITE
    caller → server ACK
    caller → server BYE
    server → caller 200 BYE
  `);
  },
);

scenario('reliable-provisional-out', 'a callee who rings reliably is sent the PRACK', async () => {
  await using stage = await Stage.open('callee');
  const callee = await stage.sipp('callee', new URL('rings-reliably.xml', import.meta.url));
  const options = { localSdp: sdp('sendrecv'), headers: { Supported: '100rel' } };
  const dialog = await stage.app.createUAC(stage.uri('callee'), options);
  await dialog.destroy();
  await callee.finished();
  await stage.wire.assertLadder(`
    server → callee INVITE
    callee → server 183 INVITE
    server → callee PRACK
    callee → server 200 PRACK
    callee → server 200 INVITE
    server → callee ACK
    server → callee BYE
    callee → server 200 BYE
  `);
});
