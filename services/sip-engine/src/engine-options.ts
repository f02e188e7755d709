import type { CertificateFiles, ListenerOptions, SipEngineThreadOptions } from '@firstring/sip-engine';
import type { SipListenConfig } from './config.ts';

type Options = Pick<SipEngineThreadOptions, 'listeners' | 'flood' | 'tls'>;

const LOOPBACK_NETWORKS = ['127.0.0.0/8', '::1'];

/** What the operator's settings make of the SIP engine: its listeners, whom it trusts, and who may vouch for carriers. */
export function sipEngineOptions(config: SipListenConfig): Options {
  const certificates = certificateFiles(config.SIP_TLS_CERTIFICATES);
  const origins = listed(config.SIP_WS_ORIGINS);
  const pages = origins.length === 0 ? {} : { origins };
  const listeners: ListenerOptions[] = [
    ...places(config.SIP_LISTEN).flatMap((at) => [
      { protocol: 'udp', ...at } as const,
      { protocol: 'tcp', ...at } as const,
    ]),
    ...places(config.SIP_TLS_LISTEN).map((at) => ({ protocol: 'tls', ...at, certificates }) as const),
    ...places(config.SIP_WS_LISTEN).map((at) => ({ protocol: 'ws', ...at, ...pages }) as const),
    ...places(config.SIP_WSS_LISTEN).map(
      (at) => ({ protocol: 'wss', ...at, ...pages, certificates }) as const,
    ),
  ];
  const caFile = config.SIP_TLS_CA_FILE;
  return {
    listeners,
    flood: { trustedNetworks: [...LOOPBACK_NETWORKS, ...listed(config.SIP_TRUSTED_NETWORKS)] },
    tls: caFile === '' ? {} : { caFile, publicAuthorities: true },
  };
}

/** `host:port` or `[IPv6]:port`, without brackets then. */
export function hostPort(text: string): [host: string, port: number] {
  const colon = text.lastIndexOf(':');
  return [text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), Number(text.slice(colon + 1))];
}

function places(text: string): { address: string; port: number }[] {
  return listed(text).map((place) => {
    const [address, port] = hostPort(place);
    return { address, port };
  });
}

/** `cert.pem:key.pem`, and more of them behind commas. */
function certificateFiles(text: string): CertificateFiles[] {
  return listed(text).map((pair) => {
    const [certFile = '', keyFile = ''] = pair.split(':');
    return { certFile, keyFile };
  });
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
