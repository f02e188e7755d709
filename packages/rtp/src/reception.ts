import type { RtcpReportBlock } from './rtcp.ts';

/** What was received of one side, all its sources together. */
export interface ReceptionFigures {
  packets: number;
  /** Packets that should have come, by their numbers, and did not; never below 0. */
  lost: number;
  /** Interarrival jitter now, ms (RFC 3550 section 6.4.1). */
  jitterMs: number;
  /** The source that sends now. */
  ssrc?: number;
}

/** What of an RTP header tells time and order; `RtpPacket` has it. */
export interface RtpTiming {
  sequenceNumber: number;
  timestamp: number;
  ssrc: number;
}

const SEQUENCE_MOD = 0x10000;
/** A jump forward of more is a restart and no loss (RFC 3550 appendix A.1). */
const DROPOUT_MAX = 3000;
const MISORDER_MAX = 100;

/**
 * Counts one side's RTP stream: extended sequence numbers, loss and jitter by RFC 3550 appendices A.1, A.3 and A.8. It
 * changes in place and allocates nothing, because it runs for every packet. A new SSRC, or a jump in numbers that stays,
 * starts the numbering over; what was lost before stays counted.
 */
export class Reception {
  #packets = 0;
  #lostBefore = 0;
  #ssrc = -1;
  #baseSequence = 0;
  #maxSequence = 0;
  #cycles = 0;
  #received = 0;
  #badSequence = -1;
  #transit = 0;
  #transitKnown = false;
  /** In timestamp units. */
  #jitter = 0;
  #clockRateHz = 8000;
  #expectedPrior = 0;
  #receivedPrior = 0;

  /**
   * One packet that came at `arrivalMs` (any steady clock, fractions welcome). A clock rate of 0 says that its timestamp
   * does not move with time (telephone-event): it counts for loss and not for jitter.
   */
  receive(packet: RtpTiming, arrivalMs: number, clockRateHz = 8000): void {
    const { sequenceNumber: sequence, timestamp, ssrc } = packet;
    this.#packets += 1;
    if (ssrc !== this.#ssrc || !this.#inSequence(sequence)) this.#restart(sequence, ssrc);
    this.#received += 1;
    if (clockRateHz === 0) return;
    this.#clockRateHz = clockRateHz;
    const transit = (arrivalMs * clockRateHz) / 1000 - timestamp;
    if (this.#transitKnown) {
      const difference = Math.abs(transit - this.#transit);
      // A second is a jump of the timestamp (another source, a wrap), not jitter.
      if (difference < clockRateHz) this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#transit = transit;
    this.#transitKnown = true;
  }

  figures(): ReceptionFigures {
    const lost = this.#lostBefore + Math.max(0, this.#expected() - this.#received);
    const jitterMs = (1000 * this.#jitter) / this.#clockRateHz;
    return { packets: this.#packets, lost, jitterMs, ...(this.#ssrc >= 0 && { ssrc: this.#ssrc }) };
  }

  /**
   * A report block about the source that sends now; the share lost is that since the last report. Undefined when nothing came.
   */
  report(lastSenderReport = 0, delaySinceLastSenderReport = 0): RtcpReportBlock | undefined {
    if (this.#ssrc < 0) return undefined;
    const expected = this.#expected();
    const expectedNow = expected - this.#expectedPrior;
    const lostNow = expectedNow - (this.#received - this.#receivedPrior);
    this.#expectedPrior = expected;
    this.#receivedPrior = this.#received;
    return {
      ssrc: this.#ssrc,
      fractionLost:
        expectedNow <= 0 || lostNow <= 0 ? 0 : Math.min(255, Math.floor((256 * lostNow) / expectedNow)),
      cumulativeLost: Math.max(-0x800000, Math.min(0x7fffff, expected - this.#received)),
      highestSequence: (this.#cycles + this.#maxSequence) >>> 0,
      jitter: Math.floor(this.#jitter),
      lastSenderReport,
      delaySinceLastSenderReport,
    };
  }

  #expected(): number {
    return this.#ssrc < 0 ? 0 : this.#cycles + this.#maxSequence - this.#baseSequence + 1;
  }

  /** False when the numbering starts over: two packets in a row after a jump (appendix A.1). */
  #inSequence(sequence: number): boolean {
    const ahead = (sequence - this.#maxSequence + SEQUENCE_MOD) % SEQUENCE_MOD;
    if (ahead < DROPOUT_MAX) {
      if (sequence < this.#maxSequence) this.#cycles += SEQUENCE_MOD;
      this.#maxSequence = sequence;
    } else if (ahead <= SEQUENCE_MOD - MISORDER_MAX) {
      if (sequence === this.#badSequence) return false;
      this.#badSequence = (sequence + 1) % SEQUENCE_MOD;
      // Not counted as received: it belongs to no numbering yet.
      this.#received -= 1;
    }
    return true;
  }

  #restart(sequence: number, ssrc: number): void {
    this.#lostBefore += Math.max(0, this.#expected() - this.#received);
    this.#ssrc = ssrc;
    this.#baseSequence = sequence;
    this.#maxSequence = sequence;
    this.#cycles = 0;
    this.#received = 0;
    this.#badSequence = -1;
    this.#transitKnown = false;
    this.#expectedPrior = 0;
    this.#receivedPrior = 0;
  }
}
