export { headerValues, type SipMessage } from '../message/message.ts';
export { parseMessage } from '../message/parse.ts';
export { serializeMessage } from '../message/serialize.ts';
export { StreamFramer } from '../message/stream-framer.ts';
