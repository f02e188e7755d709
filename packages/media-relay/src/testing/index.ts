export { RtpEndpoint, type RtpEndpointOptions, type RtpEndpointStats } from './rtp-endpoint.ts';
