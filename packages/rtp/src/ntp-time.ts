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
