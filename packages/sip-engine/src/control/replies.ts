import { encodeFrame } from './framing.ts';

/** Where and when a message passed; the tokens apps read positionally (docs/control-protocol.md section 3). */
export interface MessageMeta {
  /** `network`: came off the wire. `application`: made by an app or by the engine itself. */
  readonly source: 'network' | 'application';
  readonly bytes: number;
  /** udp, tcp or tls; empty where nothing was sent or received. */
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  /** Wall-clock instant, ms since the epoch. */
  readonly at: number;
}

/** `uuid|response|id|OK|...`: the command was carried out; tokens are positional. */
export function formatOk(uuid: string, id: string, tokens: readonly string[] = []): Buffer {
  return encodeFrame([uuid, 'response', id, 'OK', ...tokens].join('|'));
}

/** Command refused: drachtio-srf shows the reason as the error's message. NO is for commands, NOK for SIP. */
export function formatRefusal(uuid: string, id: string, kind: 'NO' | 'NOK', reason: string): Buffer {
  return encodeFrame([uuid, 'response', id, kind, reason].join('|'));
}

/** Echo of a request the app had sent; responses to it will carry `transactionId`. */
export function formatRequestSent(
  uuid: string,
  id: string,
  sent: { meta: MessageMeta; transactionId: string; message: Uint8Array },
): Buffer {
  const leader = `${uuid}|response|${id}|OK|${metaTokens(sent.meta)}|${sent.transactionId}|Msg sent:|`;
  return encodeFrame(leader, sent.message);
}

/** Echo of a response the app had sent, with the dialog id between transaction id and an empty token. */
export function formatResponseSent(
  uuid: string,
  id: string,
  sent: { meta: MessageMeta; transactionId: string; dialogId: string; message: Uint8Array },
): Buffer {
  const names = `${sent.transactionId}|${sent.dialogId}`;
  return encodeFrame(`${uuid}|response|${id}|OK|${metaTokens(sent.meta)}|${names}||Msg sent:|`, sent.message);
}

/** A request or response for the app. A request that opens something carries the local address it came in on. */
export function formatSip(
  uuid: string,
  passed: {
    meta: MessageMeta;
    transactionId: string;
    dialogId: string;
    receivedOn?: { address: string; port: number };
    message: Uint8Array;
  },
): Buffer {
  const { transactionId, dialogId, receivedOn } = passed;
  const local = receivedOn === undefined ? '' : `${receivedOn.address}|${receivedOn.port}|`;
  return encodeFrame(
    `${uuid}|sip|${metaTokens(passed.meta)}|${transactionId}|${dialogId}|${local}`,
    passed.message,
  );
}

/** A final response of one target of a proxied request; more follow, until `OK|done`. */
export function formatTargetResponse(
  uuid: string,
  id: string,
  passed: { meta: MessageMeta; message: Uint8Array },
): Buffer {
  return encodeFrame(`${uuid}|response|${id}|OK|${metaTokens(passed.meta)}|||continue`, passed.message);
}

/** A call record: role or reason is the last token, and an attempt has neither. */
export function formatCdr(
  uuid: string,
  record: { verb: string; source: string; at: number; detail: string | undefined; message: Uint8Array },
): Buffer {
  const tokens = [uuid, record.verb, record.source, timeOfDay(record.at)];
  if (record.detail !== undefined) tokens.push(record.detail);
  return encodeFrame(tokens.join('|'), record.message);
}

function metaTokens({ source, bytes, protocol, address, port, at }: MessageMeta): string {
  return `${source}|${bytes}|${protocol}|${address}|${port}|${timeOfDay(at)}`;
}

const DAY_MS = 86_400_000;

/** A turn of the loop makes many frames, most of them within one millisecond. */
let latest = { at: -1, text: '' };

/** HH:MM:SS.micros, UTC. */
export function timeOfDay(at: number): string {
  if (latest.at !== at) latest = { at, text: formatTimeOfDay(at) };
  return latest.text;
}

function formatTimeOfDay(at: number): string {
  const dayMs = Math.floor(at) % DAY_MS;
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(dayMs / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${clock}.${String((dayMs % 1000) * 1000).padStart(6, '0')}`;
}
