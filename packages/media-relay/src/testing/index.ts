export { eventually } from './eventually.ts';
export { PhoneAudio, type PhoneAudioOptions } from './phone-audio.ts';
export { RtpEndpoint, type RtpEndpointOptions, type RtpEndpointStats } from './rtp-endpoint.ts';
