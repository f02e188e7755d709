import assert from 'node:assert/strict';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { loadConfig } from '@firstring/service-kit';
import { CertificateAuthority, StreamPeer } from '@firstring/sip-engine/testing';
import { standaloneConfigSchema } from '../src/config.ts';
import { createStandalone } from '../src/service.ts';

test('phones reach the product over TLS and WSS with the operator’s certificate, and are asked for their password', async () => {
  using ca = new CertificateAuthority();
  const { certFile, keyFile } = ca.issue('sip', 'IP:127.0.0.1');
  const dataDir = mkdtempSync(join(tmpdir(), 'firstring-secure-'));
  try {
    const env = {
      DATA_DIR: dataDir,
      CONSOLE_LISTEN: '127.0.0.1:0',
      INGEST_LISTEN: '127.0.0.1:0',
      SIP_LISTEN: '127.0.0.1:0',
      SIP_TLS_LISTEN: '127.0.0.1:0',
      SIP_WSS_LISTEN: '127.0.0.1:0',
      SIP_TLS_CERTIFICATES: `${certFile}:${keyFile}`,
      CONSOLE_ADMIN_PASSWORD: 'a long enough password',
    };
    const config = loadConfig(standaloneConfigSchema, env, 'STANDALONE_');
    await using product = await createStandalone(config, { env, clock, random, log: silentLog });
    const portOf = (protocol: string): number =>
      product.sipListeners.find((listener) => listener.protocol === protocol)?.port ?? 0;
    const trust = { ca: readFileSync(ca.caFile) };
    using desk = await StreamPeer.tls(portOf('tls'), trust);
    using browser = await StreamPeer.webSocket(`wss://127.0.0.1:${portOf('wss')}`, trust);
    for (const phone of [desk, browser]) {
      phone.send(phone.request('REGISTER'));
      const challenge = await phone.takeResponse(401, 'REGISTER');
      assert.ok(challenge.headers.some(({ name }) => name === 'WWW-Authenticate'));
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
