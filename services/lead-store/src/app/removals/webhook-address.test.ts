import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress, readWebhookUrl } from './webhook-address.ts';

const policy = { allowed: new Set(['127.0.0.1:9000', 'crm.internal:8443']) };

/** console/28 of docs/bad-inputs.md, and its cousins. */
const REFUSED: readonly [url: string, problem: string][] = [
  ['http://127.0.0.1/hook', 'address_private'],
  ['http://169.254.169.254/latest/meta-data', 'address_private'],
  ['http://[::ffff:10.0.0.1]/', 'address_private'],
  ['http://[::ffff:8.8.8.8]/', 'address_private'],
  ['http://0x7f000001/', 'address_private'],
  ['http://2130706433/', 'address_private'],
  ['http://0177.0.0.1/', 'address_private'],
  ['http://127.1/', 'address_private'],
  ['http://①②⑦.0.0.1/', 'address_private'],
  ['http://localhost/', 'address_private'],
  ['http://localhost./', 'address_private'],
  ['http://LOCALHOST/', 'address_private'],
  ['http://a.localhost/', 'address_private'],
  ['http://printer.local/', 'address_private'],
  ['http://metadata.google.internal/', 'address_private'],
  ['http://[::1]/', 'address_private'],
  ['http://[::]/', 'address_private'],
  ['http://[fe80::1]/', 'address_private'],
  ['http://[fd00::1]/', 'address_private'],
  ['http://[2002:7f00:1::]/', 'address_private'],
  ['http://[64:ff9b::7f00:1]/', 'address_private'],
  ['http://[2001:0:7f00:1::]/', 'address_private'],
  ['http://10.1.2.3/', 'address_private'],
  ['http://172.31.255.255/', 'address_private'],
  ['http://192.168.0.1/', 'address_private'],
  ['http://100.64.0.1/', 'address_private'],
  ['http://0.0.0.0/', 'address_private'],
  ['http://255.255.255.255/', 'address_private'],
  ['http://224.0.0.1/', 'address_private'],
  ['https://crm.example.org:22/', 'port_refused'],
  ['https://crm.example.org:8443/', 'port_refused'],
  ['http://127.0.0.1:9001/', 'port_refused'],
  ['ftp://crm.example.org/', 'scheme_refused'],
  ['file:///etc/passwd', 'scheme_refused'],
  ['gopher://crm.example.org/', 'scheme_refused'],
  ['javascript:alert(1)', 'scheme_refused'],
  ['https://user:secret@crm.example.org/', 'credentials_in_url'],
  ['https://crm.example.org@127.0.0.1/', 'credentials_in_url'],
  ['crm.example.org', 'url_malformed'],
  ['https://', 'url_malformed'],
  ['', 'url_malformed'],
  [`https://crm.example.org/${'a'.repeat(2048)}`, 'url_malformed'],
];

for (const [url, problem] of REFUSED) {
  test(`console/28 ${url.slice(0, 60)} is refused: ${problem}`, () => {
    assert.deepEqual(readWebhookUrl(url, policy), { problem });
  });
}

test('R-136 public addresses and those the installation allows are taken', () => {
  for (const url of [
    'https://crm.example.org/hook',
    'http://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'http://127.0.0.1:9000/',
    'https://crm.internal:8443/x',
  ]) {
    assert.ok('host' in readWebhookUrl(url, policy), url);
  }
});

test('console/28 what a name resolves to is judged as an address', () => {
  for (const address of ['8.8.8.8', '2606:4700::1111']) assert.ok(isPublicAddress(address), address);
  for (const address of ['127.0.0.1', '10.0.0.1', '::1', '::ffff:8.8.8.8', 'fe80::1%eth0', 'localhost', '']) {
    assert.equal(isPublicAddress(address), false, address);
  }
});
