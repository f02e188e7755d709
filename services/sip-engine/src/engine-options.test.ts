import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '@firstring/service-kit';
import { sipEngineConfigSchema } from './config.ts';
import { sipEngineOptions } from './engine-options.ts';

const optionsFor = (env: Record<string, string>) =>
  sipEngineOptions(
    loadConfig(sipEngineConfigSchema, { SIP_CONTROL_SECRET: 'secret', ...env }, 'SIP_ENGINE_'),
  );

test('without settings the engine listens on loopback, UDP and TCP, and trusts only loopback', () => {
  const { listeners, flood, tls } = optionsFor({});
  assert.deepEqual(listeners, [
    { protocol: 'udp', address: '127.0.0.1', port: 5060 },
    { protocol: 'tcp', address: '127.0.0.1', port: 5060 },
  ]);
  assert.deepEqual(flood, { trustedNetworks: ['127.0.0.0/8', '::1'] });
  assert.deepEqual(tls, {});
});

test('TLS and WSS listeners get the certificates, WebSockets the pages, and IPv6 loses its brackets', () => {
  const { listeners, flood, tls } = optionsFor({
    SIP_LISTEN: '0.0.0.0:5060,[::]:5060',
    SIP_TLS_LISTEN: '[::1]:5061',
    SIP_WS_LISTEN: '127.0.0.1:8088',
    SIP_WSS_LISTEN: '0.0.0.0:8443',
    SIP_TLS_CERTIFICATES: '/etc/a.pem:/etc/a.key, /etc/b.pem:/etc/b.key',
    SIP_TLS_CA_FILE: '/etc/ca.pem',
    SIP_WS_ORIGINS: 'https://desk.example.com',
    SIP_TRUSTED_NETWORKS: '203.0.113.0/24, 2001:db8::/32',
  });
  const certificates = [
    { certFile: '/etc/a.pem', keyFile: '/etc/a.key' },
    { certFile: '/etc/b.pem', keyFile: '/etc/b.key' },
  ];
  const origins = ['https://desk.example.com'];
  assert.deepEqual(listeners.slice(2), [
    { protocol: 'udp', address: '::', port: 5060 },
    { protocol: 'tcp', address: '::', port: 5060 },
    { protocol: 'tls', address: '::1', port: 5061, certificates },
    { protocol: 'ws', address: '127.0.0.1', port: 8088, origins },
    { protocol: 'wss', address: '0.0.0.0', port: 8443, origins, certificates },
  ]);
  assert.deepEqual(flood?.trustedNetworks?.slice(2), ['203.0.113.0/24', '2001:db8::/32']);
  assert.deepEqual(tls, { caFile: '/etc/ca.pem', publicAuthorities: true });
});

test('settings that cannot be meant are refused by name', () => {
  for (const [name, env] of [
    ['SIP_LISTEN', { SIP_LISTEN: '' }],
    ['SIP_LISTEN', { SIP_LISTEN: '::1:5060' }],
    ['SIP_TLS_CERTIFICATES', { SIP_WSS_LISTEN: '127.0.0.1:8443' }],
    ['SIP_TLS_CERTIFICATES', { SIP_TLS_CERTIFICATES: '/etc/only-one.pem' }],
    ['SIP_TRUSTED_NETWORKS', { SIP_TRUSTED_NETWORKS: 'carrier.example' }],
  ] as const) {
    assert.throws(() => optionsFor(env), new RegExp(`^ConfigError: ${name}: `), JSON.stringify(env));
  }
});
