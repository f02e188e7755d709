import assert from 'node:assert/strict';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { sdp } from '@firstring/sip-engine/testing';
import { UdpRelay, type UdpFaults } from '@firstring/testkit';
import { scenario } from '../_scenario.ts';
import { Stage, stockPart } from '../_stage.ts';

const CALLS = 10;

function relayTo(stage: Stage, faults: UdpFaults): Promise<UdpRelay> {
  const target = { host: '127.0.0.1', port: stage.server.udpPort };
  const random = seededRandom('lost messages');
  return UdpRelay.open({ clock, random, log: silentLog, target, toTarget: faults, toClient: faults });
}

/** SIPp sends everything through the relay and says so in no header, as behind an access network. */
function through(relay: UdpRelay): string[] {
  return ['-rsa', `127.0.0.1:${relay.port}`];
}

scenario(
  'a-fifth-lost',
  'F70 each call succeeds though every fifth message is lost, and none is rung twice',
  async () => {
    await using stage = await Stage.open('caller');
    await using relay = await relayTo(stage, { drop: 0.2, duplicate: 0.05 });
    let rung = 0;
    stage.app.invite((req, res) => {
      rung += 1;
      res.send(180);
      void stage.app.createUAS(req, res, { localSdp: sdp('sendrecv') });
    });
    const more = [...through(relay), '-r', '20'];
    const caller = await stage.sipp('caller', stockPart('caller'), { calls: CALLS, more });
    await caller.finished(30_000);
    assert.ok(relay.stats.toTarget.dropped > 0 && relay.stats.toClient.dropped > 0);
    assert.equal(rung, CALLS);
    await stage.server.allOver();
  },
);

scenario('lost-ack', 'F67 the 200 comes again until its ACK comes, and it stays one call', async () => {
  await using stage = await Stage.open('caller');
  await using relay = await relayTo(stage, {});
  let established = 0;
  stage.app.invite((req, res) => {
    relay.setFaults('toTarget', { blocked: true });
    setTimeout(() => relay.setFaults('toTarget', {}), 2000);
    void stage.app.createUAS(req, res, { localSdp: sdp('sendrecv') }).then(() => (established += 1));
  });
  const caller = await stage.sipp('caller', stockPart('caller'), { more: through(relay) });
  await caller.finished();
  const { messages } = await stage.wire.read();
  const arrived = messages.filter(({ to, label }) => to === 'caller' && label === '200 INVITE');
  assert.ok(arrived.length >= 3, `the 200 came ${arrived.length} times`);
  assert.deepEqual(
    arrived.map(({ repeated }) => repeated),
    [false, ...arrived.slice(1).map(() => true)],
    'each time the same answer',
  );
  assert.equal(established, 1);
  await stage.server.allOver();
});
