/** Two notes, a fifth apart. */
const NOTES_HZ = [660, 990] as const;
const NOTE_S = 0.16;
const LOUDNESS = 0.12;

let context: AudioContext | undefined;

/** A short sound made by the browser itself. Before the first click on a page browsers stay silent, which is no fault. */
export async function playChime(): Promise<void> {
  context ??= new AudioContext();
  if (context.state === 'suspended') await context.resume();
  const output = context.destination;
  for (const [index, hertz] of NOTES_HZ.entries()) {
    const from = context.currentTime + index * NOTE_S;
    const tone = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: LOUDNESS });
    gain.gain.setValueAtTime(LOUDNESS, from);
    gain.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S);
    tone.connect(gain).connect(output);
    tone.start(from);
    tone.stop(from + NOTE_S);
  }
}
