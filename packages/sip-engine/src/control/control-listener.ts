import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock, Log } from '@firstring/kernel';
import { openSecureServer } from '../transport/secure-server.ts';
import type { CertificateFiles } from '../transport/transport.ts';

/** The open control port. */
export interface ControlListener {
  readonly server: Server;
  /** Which event brings a connection that can be used. */
  readonly event: 'connection' | 'secureConnection';
  /** What remains to be let go once the server is closed. */
  readonly onClose: () => void;
}

/** Opens the control port, by TLS where there are certificates. Rejects when the port is taken or a certificate cannot be used. */
export async function openControlListener(
  deps: { readonly clock: Clock; readonly log: Log },
  options: {
    readonly host: string;
    readonly port: number;
    readonly certificates?: readonly CertificateFiles[];
  },
): Promise<ControlListener> {
  const { certificates: files } = options;
  const opened: ControlListener =
    files === undefined
      ? { server: createServer(), event: 'connection', onClose: () => {} }
      : await secure(deps, files);
  const { server, onClose } = opened;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: options.host, port: options.port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    onClose();
    throw error;
  }
  return opened;
}

async function secure(
  deps: { readonly clock: Clock; readonly log: Log },
  files: readonly CertificateFiles[],
): Promise<ControlListener> {
  const { server, certificates } = await openSecureServer(deps, files, (tls) => createTlsServer(tls));
  return { server, event: 'secureConnection', onClose: () => certificates[Symbol.dispose]() };
}
