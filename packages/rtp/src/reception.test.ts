import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { estimateMos } from './quality.ts';
import { Reception } from './reception.ts';

/** Feeds packets of 20 ms by number, each `lateMs` later than it should be. */
function heard(numbers: readonly number[], lateMs: (i: number) => number = () => 0, ssrc = 7): Reception {
  const reception = new Reception();
  feed(reception, numbers, lateMs, ssrc);
  return reception;
}

function feed(
  reception: Reception,
  numbers: readonly number[],
  lateMs: (i: number) => number,
  ssrc: number,
): void {
  for (const [i, number] of numbers.entries()) {
    const packet = { sequenceNumber: number & 0xffff, timestamp: (number * 160) >>> 0, ssrc };
    reception.receive(packet, 20 * number + lateMs(i));
  }
}

const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);

describe('loss', () => {
  test('RFC 3550 A.3: gaps are lost, order does not matter, nothing heard is nothing lost', () => {
    assert.deepEqual(new Reception().figures(), { packets: 0, lost: 0, jitterMs: 0 });
    assert.equal(new Reception().report(), undefined);
    assert.equal(heard([1, 2, 3, 5, 6, 9]).figures().lost, 3);
    assert.equal(heard([1, 3, 2, 4]).figures().lost, 0);
  });

  test('RFC 3550 A.1: numbers wrap, and the extended number goes on', () => {
    const reception = heard(upTo(20, 65_530));
    assert.equal(reception.figures().lost, 0);
    assert.equal(reception.report()?.highestSequence, 65_536 + 13);
  });

  test('a new source, or a restart of the numbers, is no loss; what was lost before stays counted', () => {
    const reception = heard([1, 2, 4]);
    feed(reception, [500, 501, 502], () => 0, 8);
    assert.deepEqual({ ...reception.figures(), jitterMs: 0 }, { packets: 6, lost: 1, jitterMs: 0, ssrc: 8 });
    feed(reception, [40_000, 40_001, 40_002], () => 0, 8);
    assert.equal(reception.figures().lost, 1);
  });

  test('a report says what was lost since the last one', () => {
    const reception = heard(upTo(10));
    assert.equal(reception.report()?.fractionLost, 0);
    feed(reception, [12, 13, 14, 15], () => 0, 7);
    const report = reception.report();
    assert.equal(report?.fractionLost, Math.floor((256 * 2) / 6));
    assert.equal(report.cumulativeLost, 2);
    assert.equal(reception.report()?.fractionLost, 0);
  });

  test('whatever is dropped or swapped, packets and lost make up what was sent', () => {
    const sent = fc.array(fc.boolean(), { minLength: 2, maxLength: 200 });
    fc.assert(
      fc.property(sent, fc.integer({ min: 0, max: 65_535 }), (kept, first) => {
        // The ends arrive, so that the numbers tell how many were sent.
        const numbers = kept.flatMap((keep, i) =>
          keep || i === 0 || i === kept.length - 1 ? [first + i] : [],
        );
        const { packets, lost } = heard(numbers).figures();
        assert.equal(packets + lost, kept.length);
      }),
    );
  });
});

test('RFC 3550 A.8: steady arrival has no jitter, an alternation of 10 ms has about ten', () => {
  assert.equal(heard(upTo(100)).figures().jitterMs, 0);
  const jitterMs = heard(upTo(400), (i) => (i % 2 === 0 ? 0 : 10)).figures().jitterMs;
  assert.ok(Math.abs(jitterMs - 10) < 0.1, `${jitterMs} ms`);
});

describe('the E-model', () => {
  test('a perfect line is rated 4.3 to 4.45, one without sound 1', () => {
    const best = estimateMos({ lossFraction: 0, jitterMs: 0 });
    assert.ok(best > 4.3 && best < 4.45, String(best));
    assert.ok(estimateMos({ lossFraction: 1, jitterMs: 500, roundTripMs: 2000 }) < 1.2);
  });

  test('more loss, jitter or delay is never better', () => {
    const loss = fc.double({ min: 0, max: 1, noNaN: true });
    const ms = fc.double({ min: 0, max: 1000, noNaN: true });
    const line = fc.record({ lossFraction: loss, jitterMs: ms, roundTripMs: ms });
    fc.assert(
      fc.property(line, line, (good, more) => {
        const mos = estimateMos(good);
        assert.ok(mos >= 1 && mos <= 4.5);
        const worse = {
          lossFraction: Math.min(1, good.lossFraction + more.lossFraction),
          jitterMs: good.jitterMs + more.jitterMs,
          roundTripMs: good.roundTripMs + more.roundTripMs,
        };
        assert.ok(estimateMos(worse) <= mos + 1e-9);
      }),
    );
  });
});
