import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { CertificateAuthority } from '../testing/certificate-authority.ts';
import { until } from '../testing/test-bed.ts';
import { Certificates } from './certificates.ts';

const ca = new CertificateAuthority();
after(() => ca[Symbol.dispose]());

test('a changed certificate that does not fit its key leaves the former one in use, until the key is there too', async () => {
  const [old, renewed] = [ca.issue('old', 'DNS:a.test'), ca.issue('renewed', 'DNS:a.test')];
  const pair = { certFile: join(ca.folder, 'use.pem'), keyFile: join(ca.folder, 'use.key') };
  copyFileSync(old.certFile, pair.certFile);
  copyFileSync(old.keyFile, pair.keyFile);
  const warnings: string[] = [];
  const changes: string[] = [];
  using certificates = await Certificates.open({
    clock,
    log: { ...silentLog, warn: (_fields, message) => void warnings.push(message) },
    files: [pair],
    onChange: ({ certificate }) => void changes.push(certificate.subject),
  });
  copyFileSync(renewed.certFile, pair.certFile);
  await until(() => warnings.length > 0, 'the half-made pair to be noticed');
  assert.equal(certificates.first.certificate.subject, 'CN=old');
  copyFileSync(renewed.keyFile, pair.keyFile);
  await until(() => changes.length > 0, 'the new pair');
  assert.deepEqual(changes, ['CN=renewed']);
  assert.equal(certificates.first.certificate.subject, 'CN=renewed');
});

test('files that were only touched change nothing', async () => {
  const pair = ca.issue('same', 'DNS:a.test');
  const changes: unknown[] = [];
  using certificates = await Certificates.open({
    clock,
    log: silentLog,
    files: [pair],
    onChange: (it) => void changes.push(it),
  });
  appendFileSync(pair.certFile, '');
  await certificates.reload();
  assert.equal(changes.length, 0);
});

test('a listener does not start with files that are missing, broken or of two certificates', async () => {
  const [one, two] = [ca.issue('one', 'DNS:a.test'), ca.issue('two', 'DNS:a.test')];
  const broken = join(ca.folder, 'broken.pem');
  writeFileSync(broken, 'no certificate');
  for (const files of [
    [],
    [{ certFile: join(ca.folder, 'missing.pem'), keyFile: one.keyFile }],
    [{ certFile: broken, keyFile: one.keyFile }],
    [{ certFile: one.certFile, keyFile: two.keyFile }],
  ]) {
    await assert.rejects(Certificates.open({ clock, log: silentLog, files, onChange: () => {} }));
  }
});
