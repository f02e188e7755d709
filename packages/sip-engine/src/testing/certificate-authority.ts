import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CertificateFiles } from '../transport/transport.ts';

/** A certificate authority of one test, made by openssl in a folder that goes with it. */
export class CertificateAuthority implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'firstring-ca-'));
  readonly caFile = join(this.folder, 'ca.pem');

  constructor() {
    this.#openssl([
      'req',
      '-x509',
      ...NEW_KEY,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=Test CA',
    ]);
  }

  /** A certificate for names like `DNS:sip.example.test`, `IP:127.0.0.1`, `URI:sip:example.test`. */
  issue(name: string, altNames: string): CertificateFiles {
    const files = { certFile: join(this.folder, `${name}.pem`), keyFile: join(this.folder, `${name}.key`) };
    writeFileSync(join(this.folder, `${name}.ext`), `subjectAltName=${altNames}\n`);
    this.#openssl([
      'req',
      ...NEW_KEY,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
    ]);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
    this.#openssl([
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...signed,
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    ]);
    return files;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
