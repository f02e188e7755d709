export { eventually } from '@firstring/kernel/testing';
export { PhoneAudio, type PhoneAudioOptions } from './phone-audio.ts';
export { RtpEndpoint, type RtpEndpointOptions, type RtpEndpointStats } from './rtp-endpoint.ts';
