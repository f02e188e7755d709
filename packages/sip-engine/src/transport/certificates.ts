import { X509Certificate } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Clock, Log, Timer } from '@firstring/kernel';
import type { CertificateFiles } from './transport.ts';

/** Old versions are refused by the handshake. */
export const TLS_VERSION_MIN = 'TLSv1.2';

/** What a TLS server or client shows. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly context: SecureContext;
  readonly certificate: X509Certificate;
}

export interface CertificatesOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly files: readonly CertificateFiles[];
  /** Called after every change, with the identity that is shown by default. */
  readonly onChange: (first: Identity) => void;
}

/** Files are often replaced one after the other: wait for the second. */
const SETTLE_MS = 200;
/** For file systems that tell of no changes. */
const CHECK_MS = 60_000;

/**
 * Certificates of a listener, read from their files and read again when these change. A pair that does not fit, or cannot be read, leaves
 * the former one in use and is tried again; connections that stand are not touched.
 */
export class Certificates implements Disposable {
  readonly #options: CertificatesOptions;
  readonly #identities: Identity[];
  readonly #watchers: FSWatcher[];
  #check: Timer;
  #settling: Timer | undefined;

  private constructor(options: CertificatesOptions, identities: Identity[]) {
    this.#options = options;
    this.#identities = identities;
    this.#watchers = folders(options.files).map((folder) => this.#watch(folder));
    this.#check = this.#scheduleCheck();
  }

  /** Rejects when a file cannot be read, or a key is not that of its certificate. */
  static async open(options: CertificatesOptions): Promise<Certificates> {
    if (options.files.length === 0) throw new Error('a secure listener needs a certificate');
    return new Certificates(options, await Promise.all(options.files.map(read)));
  }

  /** What peers see that name no server, or none of ours. */
  get first(): Identity {
    const [first] = this.#identities;
    if (first === undefined) throw new Error('a secure listener needs a certificate');
    return first;
  }

  /** For the server name a peer asks for (SNI). */
  contextFor(serverName: string): SecureContext {
    const own = this.#identities.find(({ certificate }) => certificate.checkHost(serverName) !== undefined);
    return (own ?? this.first).context;
  }

  /** Reads all files again; the ones that changed are used from now on. */
  async reload(): Promise<void> {
    const { files, log, onChange } = this.#options;
    let isChanged = false;
    for (const [index, pair] of files.entries()) {
      try {
        const identity = await read(pair);
        const known = this.#identities[index];
        if (known?.cert === identity.cert && known.key === identity.key) continue;
        this.#identities[index] = identity;
        isChanged = true;
        log.info({ certFile: pair.certFile, validTo: identity.certificate.validTo }, 'certificate taken up');
      } catch (error) {
        log.warn(
          { err: error, certFile: pair.certFile },
          'changed certificate cannot be used; the former one stays',
        );
      }
    }
    if (isChanged) onChange(this.first);
  }

  [Symbol.dispose](): void {
    this.#check.cancel();
    this.#settling?.cancel();
    for (const watcher of this.#watchers) watcher.close();
  }

  #watch(folder: string): FSWatcher {
    const { log, clock } = this.#options;
    const watcher = watch(folder, { persistent: false }, () => {
      this.#settling?.cancel();
      this.#settling = clock.setTimer(SETTLE_MS, () => this.#reloadSoon());
    });
    // The check by the clock goes on without it.
    watcher.on('error', (error) => log.warn({ err: error, folder }, 'certificate folder cannot be watched'));
    return watcher;
  }

  #scheduleCheck(): Timer {
    return this.#options.clock.setTimer(CHECK_MS, () => {
      this.#reloadSoon();
      this.#check = this.#scheduleCheck();
    });
  }

  #reloadSoon(): void {
    this.reload().catch((error: unknown) =>
      this.#options.log.error({ err: error }, 'certificate reload failed'),
    );
  }
}

async function read(pair: CertificateFiles): Promise<Identity> {
  const [cert, key] = await Promise.all([readFile(pair.certFile, 'utf8'), readFile(pair.keyFile, 'utf8')]);
  const certificate = new X509Certificate(cert);
  const context = createSecureContext({ cert, key, minVersion: TLS_VERSION_MIN });
  return { cert, key, context, certificate };
}

/** The folders, not the files: tools replace files by renaming, and Kubernetes by a link to another folder. */
function folders(files: readonly CertificateFiles[]): string[] {
  return [...new Set(files.flatMap(({ certFile, keyFile }) => [dirname(certFile), dirname(keyFile)]))];
}
