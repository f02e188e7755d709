import type { Server, TlsOptions } from 'node:tls';
import { Certificates, TLS_VERSION_MIN, type Identity } from './certificates.ts';
import { plainAddress } from './ip-address.ts';
import type { StreamDeps } from './stream-transport.ts';
import type { CertificateFiles } from './transport.ts';

/** A peer that does not finish its handshake is closed. */
const HANDSHAKE_MS = 10_000;

export interface SecureServerDeps extends Pick<StreamDeps, 'clock' | 'log'> {
  /** Whoever fails the handshake again and again is noted here. */
  readonly guard?: StreamDeps['guard'];
}

/** Makes a TLS server whose certificates follow their files. Rejects when one cannot be used. */
export async function openSecureServer<S extends Server>(
  { clock, log, guard }: SecureServerDeps,
  files: readonly CertificateFiles[],
  create: (options: TlsOptions) => S,
): Promise<{ server: S; certificates: Certificates }> {
  const show = ({ cert, key }: Identity): void =>
    server.setSecureContext({ cert, key, minVersion: TLS_VERSION_MIN });
  const certificates = await Certificates.open({ clock, log, files, onChange: show });
  const server = create({
    minVersion: TLS_VERSION_MIN,
    handshakeTimeout: HANDSHAKE_MS,
    SNICallback: (name, done) => done(null, certificates.contextFor(name)),
  });
  show(certificates.first);
  server.on('tlsClientError', (error, socket) => {
    log.debug({ err: error }, 'TLS handshake failed');
    if (socket.remoteAddress !== undefined) guard?.noteError(plainAddress(socket.remoteAddress));
  });
  return { server, certificates };
}
