import type { Tone } from './tone.ts';

/** Where a telephone's tones are from: North America, or most of Europe (ITU-T E.180 supplement 2). */
export type ToneCountry = 'us' | 'eu';

/** What a network says by sound: go on and dial, it rings, busy, no way through. */
export type CallTone = 'dial' | 'ringback' | 'busy' | 'congestion';

const [US_RING, US_BUSY, EU_ALL] = [[440, 480], [480, 620], [425]];

/** Call progress tones of each country. */
export const CALL_TONES: Readonly<Record<ToneCountry, Readonly<Record<CallTone, Tone>>>> = {
  us: {
    dial: { frequenciesHz: [350, 440], amplitude: 0.2 },
    ringback: { frequenciesHz: US_RING, amplitude: 0.3, onMs: 2000, offMs: 4000 },
    busy: { frequenciesHz: US_BUSY, amplitude: 0.3, onMs: 500, offMs: 500 },
    congestion: { frequenciesHz: US_BUSY, amplitude: 0.3, onMs: 250, offMs: 250 },
  },
  eu: {
    dial: { frequenciesHz: EU_ALL, amplitude: 0.2 },
    ringback: { frequenciesHz: EU_ALL, amplitude: 0.3, onMs: 1000, offMs: 4000 },
    busy: { frequenciesHz: EU_ALL, amplitude: 0.3, onMs: 500, offMs: 500 },
    congestion: { frequenciesHz: EU_ALL, amplitude: 0.3, onMs: 200, offMs: 200 },
  },
};

const DTMF_LOW_HZ = [697, 770, 852, 941];
const DTMF_HIGH_HZ = [1209, 1336, 1477, 1633];
const DTMF_KEYPAD = ['123A', '456B', '789C', '*0#D'];

/** The two frequencies of a key (ITU-T Q.23). Throws a RangeError for what is no key: a programmer's error. */
export function dtmfTone(digit: string): Tone {
  const key = digit.toUpperCase();
  const row = DTMF_KEYPAD.findIndex((keys) => key.length === 1 && keys.includes(key));
  const low = DTMF_LOW_HZ[row];
  const high = DTMF_HIGH_HZ[DTMF_KEYPAD[row]?.indexOf(key) ?? -1];
  if (low === undefined || high === undefined) throw new RangeError('not a DTMF digit');
  return { frequenciesHz: [low, high], amplitude: 0.5 };
}
