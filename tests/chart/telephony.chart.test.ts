import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaRelayConfigSchema } from '@firstring/media-relay-service/config';
import { sipEngineConfigSchema } from '@firstring/sip-engine-service/config';
import { CHART, environmentOf, podOf, render } from './_chart.ts';

test('the SIP server and the relay start before the service and end after it, so that calls outlive the stop', async () => {
  const { find } = await render();
  const { initContainers = [], containers } = podOf(find('StatefulSet', 'sip'));
  assert.deepEqual(
    initContainers.map(({ name, restartPolicy }) => [name, restartPolicy]),
    [
      ['engine', 'Always'],
      ['media-relay', 'Always'],
    ],
  );
  assert.deepEqual(
    containers.map(({ name }) => name),
    ['sip'],
  );
});

test('control ports of telephony listen on loopback only', async () => {
  const { find } = await render();
  const [engine, relay] = podOf(find('StatefulSet', 'sip')).initContainers ?? [];
  assert.ok(engine && relay);
  assert.equal(environmentOf(engine)['SIP_CONTROL_LISTEN'], '127.0.0.1:9022');
  assert.equal(environmentOf(relay)['MEDIA_RELAY_NG_LISTEN'], '127.0.0.1:22222');
});

test("drachtio-server's secret is not on its command line", async () => {
  const { find } = await render({ files: [`${CHART}/ci/scaled-values.yaml`] });
  const [drachtio] = podOf(find('StatefulSet', 'sip')).initContainers ?? [];
  assert.ok(drachtio);
  assert.equal(drachtio.name, 'drachtio');
  assert.equal(typeof environmentOf(drachtio)['DRACHTIO_SECRET'], 'object');
  assert.doesNotMatch((drachtio.args ?? []).join(' '), /secret/);
});

test("the node's own address is used only where it is asked for", async () => {
  const { find } = await render();
  assert.equal(podOf(find('StatefulSet', 'sip')).hostNetwork, undefined);
  const { find: other } = await render({ set: ['sip.server.hostNetwork=true'] });
  assert.equal(podOf(other('StatefulSet', 'sip')).hostNetwork, true);
});

test('engine and relay can read their settings as the chart writes them', async () => {
  const { find } = await render({ set: ['sip.server.config.SIP_TRUSTED_NETWORKS=203.0.113.0/24'] });
  const [engine, relay] = podOf(find('StatefulSet', 'sip')).initContainers ?? [];
  assert.ok(engine && relay);
  const given = { ...environmentOf(engine), SIP_LISTEN: '10.0.0.1:5060', SIP_CONTROL_SECRET: 's' };
  assert.equal(sipEngineConfigSchema.parse(given).SIP_TRUSTED_NETWORKS, '203.0.113.0/24');
  assert.equal(mediaRelayConfigSchema.parse(environmentOf(relay)).MEDIA_RELAY_PORT_MAX, 31_999);
});

test('rtpengine runs once on each node, on its own address, and each pod of sip uses the one beside it', async () => {
  const { find } = await render({ files: [`${CHART}/ci/scaled-values.yaml`] });
  assert.equal(podOf(find('DaemonSet', 'rtpengine')).hostNetwork, true);
  const [sip] = podOf(find('StatefulSet', 'sip')).containers;
  assert.ok(sip);
  assert.deepEqual(environmentOf(sip)['SIP_MEDIA_HOST'], { fieldRef: { fieldPath: 'status.hostIP' } });
});
