import type { RtcpReportBlock } from './rtcp.ts';

/** Seconds from 1900 to 1970. */
const NTP_EPOCH_SECONDS = 2_208_988_800n;

/** An instant (ms since 1970) as the 64-bit NTP time of a sender report. */
export function ntpTimeOf(at: number): bigint {
  const whole = BigInt(Math.floor(at));
  return ((whole / 1000n + NTP_EPOCH_SECONDS) << 32n) | (((whole % 1000n) << 32n) / 1000n);
}

/** The middle 32 bits, as report blocks quote a sender report, in 1/65536 s. */
export function compactNtp(ntpTime: bigint): number {
  return Number((ntpTime >> 16n) & 0xffff_ffffn);
}

/**
 * Round-trip time in ms from a report block that came at `ntpTime` about a stream whose sender reports carry the same clock
 * (RFC 3550 section 6.4.1). Undefined when the other side has seen no sender report, or the sum makes no sense.
 */
export function roundTripMs(report: RtcpReportBlock, ntpTime: bigint): number | undefined {
  if (report.lastSenderReport === 0) return undefined;
  const units = (compactNtp(ntpTime) - report.lastSenderReport - report.delaySinceLastSenderReport) % 2 ** 32;
  const wrapped = (units + 2 ** 32) % 2 ** 32;
  // Above a minute it is a clock that stepped, not a way through the net.
  return wrapped > 60 * 65_536 ? undefined : (1000 * wrapped) / 65_536;
}
