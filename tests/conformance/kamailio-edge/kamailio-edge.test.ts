import assert from 'node:assert/strict';
import { sdp } from '@firstring/sip-engine/testing';
import { Kamailio } from '../_kamailio.ts';
import { scenario } from '../_scenario.ts';
import { Stage, stockPart } from '../_stage.ts';

const CONFIG = new URL('edge.cfg', import.meta.url);

/** A server whose trunk ends at Kamailio, which has a gateway behind it. */
async function openEdge(): Promise<{ stage: Stage } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const stage = opened.use(await Stage.open('edge', 'gateway', 'dead'));
  const words = { gateway: stage.port('gateway'), dead: stage.port('dead') };
  opened.use(await Kamailio.start({ config: CONFIG, port: stage.port('edge'), words }));
  const kept = opened.move();
  return { stage, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function numberAt(stage: Stage, number: string): string {
  return `sip:${number}@127.0.0.1:${stage.port('edge')}`;
}

const refused = (status: number): string => `
  server → edge INVITE
  edge → server ${status} INVITE
  server → edge ACK`;

scenario('kamailio-503', 'a carrier that is overloaded says so, and for how long', async () => {
  await using edge = await openEdge();
  const { stage } = edge;
  const call = stage.app.createUAC(numberAt(stage, 'overloaded'), { localSdp: sdp('sendrecv') });
  await assert.rejects(call, (error: { status: number; res: { get(name: string): string } }) => {
    assert.deepEqual([error.status, error.res.get('Retry-After')], [503, '7']);
    return true;
  });
  await stage.wire.assertLadder(refused(503));
});

scenario('kamailio-302', 'sip/39 a carrier that sends a call elsewhere is not obeyed by itself', async () => {
  await using edge = await openEdge();
  const { stage } = edge;
  const call = stage.app.createUAC(numberAt(stage, 'moved'), { localSdp: sdp('sendrecv') });
  await assert.rejects(call, { status: 302 });
  await stage.wire.assertLadder(refused(302));
});

scenario(
  'kamailio-failover',
  'a call that the edge leads past a dead gateway is one call to us, and the edge stays in it',
  async () => {
    await using edge = await openEdge();
    const { stage } = edge;
    const gateway = await stage.sipp('gateway', stockPart('callee'));
    const dialog = await stage.app.createUAC(numberAt(stage, 'failover'), { localSdp: sdp('sendrecv') });
    await dialog.destroy();
    await gateway.finished();
    const leg = (near: string, far: string, trying: string): string => `
    ${near} → ${far} INVITE
    ${trying}
    ${far} → ${near} 180 INVITE
    ${far} → ${near} 200 INVITE
    ${near} → ${far} ACK
    ${near} → ${far} BYE
    ${far} → ${near} 200 BYE`;
    await stage.wire.assertLadder(leg('server', 'edge', 'edge → server 100 INVITE'), 'server', 'edge');
    await stage.wire.assertLadder(leg('edge', 'gateway', ''), 'edge', 'gateway');
  },
);
