export { fuzzDialogs } from './dialog-fuzz.ts';
export { headerValues, type SipMessage } from '../message/message.ts';
export { parseMessage } from '../message/parse.ts';
export { serializeMessage } from '../message/serialize.ts';
export { StreamFramer } from '../message/stream-framer.ts';
export { RawApp, type ServerFrame } from './raw-app.ts';
export { ScriptedPeer } from './scripted-peer.ts';
export { brokenRequest, validRequest, type BrokenRequest, type GeneratedRequest } from './message-grammar.ts';
export { mutate } from './mutate.ts';
export {
  connectApp,
  finalOf,
  next,
  sdp,
  SDP,
  within,
  type App,
  type AppAnswer,
  type AppDialog,
  type AppIncoming,
  type AppOutgoing,
} from './test-bed.ts';
export { CertificateAuthority } from './certificate-authority.ts';
export { StreamPeer } from './stream-peer.ts';
