import assert from 'node:assert/strict';
import { Secret, silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { createSipEngine } from '@firstring/sip-engine';
import { CertificateAuthority, connectApp, type App } from '@firstring/sip-engine/testing';
import { eventually } from '@firstring/testkit';
import { Baresip } from '../../stack/baresip.ts';
import { Registrar } from '../_registrar.ts';
import { scenario } from '../_scenario.ts';

const HOST = '127.0.0.1';
const PASSWORDS = { secure: 'one-secret', plain: 'another-secret' };

scenario('tls', 'a softphone on TLS and one on TCP register, call each other and hang up', async () => {
  using ca = new CertificateAuthority();
  const certificates = [ca.issue('sip', `IP:${HOST},DNS:${HOST}`)];
  await using engine = await createSipEngine({
    clock,
    random,
    log: { ...silentLog, error: (fields, message) => console.error(message, fields) },
    listeners: [
      { protocol: 'tls', address: HOST, port: 0, certificates },
      { protocol: 'tcp', address: HOST, port: 0 },
    ],
    control: { host: HOST, port: 0, secret: new Secret('tls') },
  });
  const portOf = (protocol: string): number =>
    engine.listeningOn.find((listener) => listener.protocol === protocol)?.port ?? 0;
  const app: App = await connectApp(engine, { secret: 'tls' });
  const registrar = Registrar.on(app, PASSWORDS);
  const { caFile } = ca;
  const account = (user: keyof typeof PASSWORDS, protocol: 'tcp' | 'tls') => ({
    user,
    password: PASSWORDS[user],
    registrar: { host: HOST, port: portOf(protocol) },
    protocol,
    toneHz: 440,
    caFile,
  });
  await using secure = await Baresip.start(account('secure', 'tls'));
  await using plain = await Baresip.start(account('plain', 'tcp'));
  assert.match(registrar.contacts.get('secure') ?? '', /;transport=tls/);

  await secure.dial(`sip:plain@${HOST}:${portOf('tls')};transport=tls`);
  await plain.rings();
  await plain.accept();
  await secure.answered();
  await plain.hangUp();
  await secure.closed();

  await plain.dial(`sip:secure@${HOST}:${portOf('tcp')};transport=tcp`);
  await secure.rings();
  await secure.accept();
  await plain.answered(2);
  await secure.hangUp();
  await plain.closed(2);
  await eventually(clock, 'no dialog is left', () => engine.stats().dialogs === 0);
  app.disconnect();
});
