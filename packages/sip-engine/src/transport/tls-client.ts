import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type PeerCertificate,
  rootCertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { TLS_VERSION_MIN, type Identity } from './certificates.ts';
import type { Endpoint } from './transport.ts';

/** How connections of ours over TLS trust their peer. */
export interface TlsClientOptions {
  /** PEM file of the authorities that may vouch for peers, besides or instead of the public ones. */
  readonly caFile?: string;
  /** Whether the public authorities count too; the default is that they do when there is no `caFile`. */
  readonly publicAuthorities?: boolean;
  /** `none` believes every certificate: for tests only, a call can then be read and answered by anyone on the way. */
  readonly verify?: 'peer' | 'none';
}

/** Ready to connect with. */
export interface TlsClient {
  readonly isVerifying: boolean;
  /** What we show and whom we believe; made once for each certificate of ours, because reading all authorities takes milliseconds. */
  contextFor(identity: Identity): SecureContext;
}

/** Rejects when the file of authorities cannot be read. */
export async function openTlsClient(options: TlsClientOptions): Promise<TlsClient> {
  const own = options.caFile === undefined ? [] : [await readFile(options.caFile, 'utf8')];
  const isPublic = options.publicAuthorities ?? own.length === 0;
  const ca = isPublic ? [...own, ...rootCertificates] : own;
  const contexts = new WeakMap<Identity, SecureContext>();
  return {
    isVerifying: options.verify !== 'none',
    contextFor(identity) {
      const { cert, key } = identity;
      const context =
        contexts.get(identity) ?? createSecureContext({ ca, cert, key, minVersion: TLS_VERSION_MIN });
      contexts.set(identity, context);
      return context;
    },
  };
}

/** Connects with the name to be proved, and our own certificate for peers that ask for one (mutual TLS). */
export function connectTls(
  client: TlsClient,
  to: { remote: Endpoint; serverName: string | undefined; identity: Identity },
): TLSSocket {
  const { remote, serverName, identity } = to;
  const name = serverName ?? remote.address;
  return connect({
    host: remote.address,
    port: remote.port,
    secureContext: client.contextFor(identity),
    rejectUnauthorized: client.isVerifying,
    // Addresses are no server names (RFC 6066 section 3).
    servername: isIP(name) === 0 ? name : '',
    checkServerIdentity: (_host, certificate) => identityFault(name, certificate),
  });
}

/** Whether the peer of a connection has proved to serve this name as well (RFC 5923 section 9.1); before its handshake is done it has not. */
export function peerServes(client: TlsClient, socket: TLSSocket, name: string | undefined): boolean {
  if (!client.isVerifying || name === undefined) return true;
  return socket.authorized && identityFault(name, socket.getPeerCertificate()) === undefined;
}

/** A SIP server is known by its DNS name, its address, or by `sip:domain` in its certificate (RFC 5922 section 7.1). */
function identityFault(name: string, certificate: PeerCertificate): Error | undefined {
  const names = (certificate.subjectaltname ?? '').split(', ').map((entry) => entry.toLowerCase());
  if (names.includes(`uri:sip:${name.toLowerCase()}`)) return undefined;
  return checkServerIdentity(name, certificate);
}
