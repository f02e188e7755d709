import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './_chart.ts';

const REFUSED: readonly { readonly set: string; readonly says: RegExp }[] = [
  { set: 'claim.replicaCuont=2', says: /at '\/claim': additional properties 'replicaCuont' not allowed/ },
  { set: 'claime.enabled=false', says: /additional properties 'claime' not allowed/ },
  {
    set: 'claim.config.CLAIM_SWEP_MS=100',
    says: /at '\/claim\/config': additional properties 'CLAIM_SWEP_MS'/,
  },
  { set: 'claim.config.SIP_CALLS_MAX=100', says: /'\/claim\/config': additional properties 'SIP_CALLS_MAX'/ },
  { set: 'claim.config.CLAIM_SWEEP_MS=10', says: /CLAIM_SWEEP_MS': minimum: got 10, want 50/ },
  { set: 'claim.config.CLAIM_SWEEP_MS=soon', says: /CLAIM_SWEEP_MS': got string, want integer/ },
  { set: 'sip.config.SIP_RINGBACK=uk', says: /SIP_RINGBACK': value must be one of 'us', 'eu'/ },
  { set: 'console.config.CONSOLE_ADMIN_PASSWORD=x', says: /additional properties 'CONSOLE_ADMIN_PASSWORD'/ },
  { set: 'ingest.config.GRPC_LISTEN=x', says: /additional properties 'GRPC_LISTEN'/ },
  { set: 'defaults.drainNoticeSeconds=-1', says: /drainNoticeSeconds': minimum/ },
  { set: 'kafka.external.sasl.mechanism=gssapi', says: /mechanism': value must be one of/ },
];

for (const { set, says } of REFUSED) {
  test(`values with ${set} are refused, and told where`, async () => {
    assert.match(await refusal({ set: [set] }), says);
  });
}

const MISSING: readonly { readonly set: string; readonly says: RegExp }[] = [
  { set: 'kafka.external.brokers=', says: /kafka\.external\.brokers: say where your Kafka is/ },
  {
    set: 'mongo.external.uriSecret.existingSecret=',
    says: /mongo\.external\.uriSecret\.existingSecret: name the Secret/,
  },
  {
    set: 'claim.permitKey.existingSecret=',
    says: /claim\.permitKey\.existingSecret: name the Secret whose key permit-key/,
  },
  { set: 'sip.controlSecret.existingSecret=', says: /sip\.controlSecret\.existingSecret: name the Secret/ },
  {
    set: 'kafka.external.sasl.mechanism=scram-sha-512',
    says: /kafka\.external\.sasl\.existingSecret: name the Secret/,
  },
  { set: 'strimzi.topics=true', says: /strimzi\.cluster: name Strimzi's Kafka object/ },
  { set: 'ingest.ingress.enabled=true', says: /ingest\.ingress\.host: say under which name/ },
  {
    set: 'sip.config.SIP_DRAIN_MS=600000',
    says: /sip\.terminationGracePeriodSeconds is 45, and its drain takes up to 615 s: make it larger/,
  },
];

for (const { set, says } of MISSING) {
  test(`without what it needs (${set}) nothing is rendered, and the sentence says what is missing`, async () => {
    assert.match(await refusal({ set: [set] }), says);
  });
}
