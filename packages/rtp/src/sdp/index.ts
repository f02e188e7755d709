export {
  codecsOf,
  commonCodecs,
  isTelephoneEvent,
  TELEPHONY_CODECS,
  voiceCodec,
  type AudioCodec,
} from './codecs.ts';
export { describeAudio, isHold, type AudioDescription } from './describe-audio.ts';
export { answerDirection, mirrored, receives, sends, type Direction } from './direction.ts';
export { buildAnswer, buildOffer, type Answer, type LocalAudio } from './offer-answer.ts';
export { parseSdp, serializeSdp, type Sdp } from './parse-sdp.ts';
export { rewriteMedia, type MediaTarget } from './rewrite-media.ts';
