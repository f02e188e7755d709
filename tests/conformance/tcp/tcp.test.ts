import { sdp } from '@firstring/sip-engine/testing';
import { scenario } from '../_scenario.ts';
import { Stage, stockPart } from '../_stage.ts';

scenario('tcp-in', 'a call over TCP', async () => {
  await using stage = await Stage.open('caller');
  stage.app.invite((req, res) => {
    res.send(180);
    void stage.app.createUAS(req, res, { localSdp: sdp('sendrecv') });
  });
  const target = `127.0.0.1:${stage.server.tcpPort}`;
  const caller = await stage.sipp('caller', stockPart('caller'), { target, transport: 'tcp' });
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

scenario('tcp-out', 'a call of an app over TCP, on one connection', async () => {
  await using stage = await Stage.open('callee');
  const callee = await stage.sipp('callee', stockPart('callee'), { transport: 'tcp' });
  const dialog = await stage.app.createUAC(`${stage.uri('callee')};transport=tcp`, {
    localSdp: sdp('sendrecv'),
  });
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
