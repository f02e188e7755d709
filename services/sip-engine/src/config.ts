import { parseNetwork } from '@firstring/sip-engine';
import { z } from 'zod';

const PLACE = String.raw`(\[[0-9A-Fa-f:.]+\]|[^\s,:]+):\d{1,5}`;

/** SIP listeners may be several, for both IP families. */
const listenMany = (fallback: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^(${PLACE}(,${PLACE})*)?$`), 'host:port or [IPv6]:port, several behind commas')
    .default(fallback)
    .describe(`host:port or [IPv6]:port of ${what}, several behind commas; port 0 = any free port`);

/** Where the SIP engine listens and whom it trusts; the same settings in the one-process installation. */
export const sipListenShape = {
  SIP_LISTEN: listenMany('127.0.0.1:5060', 'SIP over UDP and TCP, for phones and trunks').refine(
    (text) => text !== '',
    'at least one host:port',
  ),
  SIP_TLS_LISTEN: listenMany('', 'SIP over TLS; empty = none'),
  SIP_WS_LISTEN: listenMany('', 'SIP over WebSocket, behind a proxy that ends TLS; empty = none'),
  SIP_WSS_LISTEN: listenMany('', 'SIP over secure WebSocket, for phones in browsers; empty = none'),
  SIP_TLS_CERTIFICATES: z
    .string()
    .regex(/^([^,:]+:[^,:]+(,[^,:]+:[^,:]+)*)?$/, 'cert.pem:key.pem, several behind commas')
    .default('')
    .describe(
      'PEM files cert.pem:key.pem of the TLS and WSS listeners, several behind commas (the name a peer asks for chooses, else the first); ' +
        'changed files are taken up without a restart',
    ),
  SIP_TLS_CA_FILE: z
    .string()
    .default('')
    .describe('PEM file of authorities that vouch for carriers on TLS, besides the public ones'),
  SIP_WS_ORIGINS: z
    .string()
    .default('')
    .describe(
      'pages whose scripts may open a WebSocket, as https://desk.example.com, several behind commas; empty = any',
    ),
  SIP_TRUSTED_NETWORKS: z
    .string()
    .refine(
      (text) => text === '' || text.split(',').every((network) => parseNetwork(network.trim())),
      'networks as 203.0.113.0/24',
    )
    .default('')
    .describe(
      'networks without flood limits and bans besides loopback: your carriers, as 203.0.113.0/24, several behind commas',
    ),
};

const listening = z.object(sipListenShape);
export type SipListenConfig = z.infer<typeof listening>;

/** Secure listeners need a certificate. */
export function hasCertificates(it: SipListenConfig): boolean {
  return it.SIP_TLS_CERTIFICATES !== '' || (it.SIP_TLS_LISTEN === '' && it.SIP_WSS_LISTEN === '');
}

export const CERTIFICATE_PROBLEM = {
  path: ['SIP_TLS_CERTIFICATES'],
  message: 'SIP_TLS_LISTEN and SIP_WSS_LISTEN need a certificate',
};

/** Settings of the SIP engine as a process of its own; keys are environment variables. */
export const sipEngineConfigSchema = z
  .object({
    ...sipListenShape,
    SIP_CONTROL_LISTEN: z
      .string()
      .regex(/^\S+:\d{1,5}$/, 'host:port')
      .default('127.0.0.1:9022')
      .describe('host:port of the control port, for the sip service'),
    SIP_CONTROL_SECRET: z.string().min(1).describe('secret of the control port'),
  })
  .refine(hasCertificates, CERTIFICATE_PROBLEM);

export type SipEngineConfig = z.infer<typeof sipEngineConfigSchema>;
