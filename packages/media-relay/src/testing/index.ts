export { eventually } from './eventually.ts';
export { FakePhone } from './fake-phone.ts';
export { RtpEndpoint, type RtpEndpointOptions, type RtpEndpointStats } from './rtp-endpoint.ts';
